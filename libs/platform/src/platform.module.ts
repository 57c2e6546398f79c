import { Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from './access/index.js';
import { AuditModule } from './audit/ports.js';
import { CommandLineModule } from './command-line/index.js';
import { CoordinationModule } from './coordination/index.js';
import { EventsModule } from './events/ports.js';
import { HttpModule } from './http/index.js';
import { JobsModule } from './jobs/index.js';
import { MailModule } from './mail/index.js';
import { OpenApiModule } from './openapi/index.js';
import { OperationsModule } from './operations/ports.js';
import { PersistenceModule } from './persistence/index.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from './runtime/ports.js';
import { MetricsModule } from './metrics/index.js';
import { RetentionModule } from './retention/ports.js';
import { TransfersModule } from './transfers/ports.js';

/** Everything a feature stands on; import it once, beside the features. */
@Module({})
export class PlatformModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      imports: [
        PersistenceModule,
        CoordinationModule,
        AuditModule,
        OperationsModule,
        AccessModule.forRoot(options.access),
        HttpModule,
        JobsModule,
        EventsModule,
        TransfersModule,
        RetentionModule,
        MailModule,
        MetricsModule,
        OpenApiModule,
        CommandLineModule,
      ],
      providers: [{ provide: PLATFORM_OPTIONS, useValue: options }],
      exports: [PLATFORM_OPTIONS],
    };
  }
}
