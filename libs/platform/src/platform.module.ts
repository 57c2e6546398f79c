import { Global, Module } from '@nestjs/common';
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
import { RuntimeModule } from './runtime/ports.js';
import { TelemetryModule } from './telemetry/ports.js';
import { MetricsModule } from './metrics/index.js';
import { RestModule } from './rest/ports.js';
import { RetentionModule } from './retention/ports.js';
import { TransfersModule } from './transfers/ports.js';

/** Everything a feature stands on; import it once, before the features. */
@Global()
@Module({
  imports: [
    RuntimeModule,
    TelemetryModule,
    PersistenceModule,
    CoordinationModule,
    AuditModule,
    OperationsModule,
    AccessModule,
    HttpModule,
    RestModule,
    JobsModule,
    EventsModule,
    TransfersModule,
    RetentionModule,
    MailModule,
    MetricsModule,
    OpenApiModule,
    CommandLineModule,
  ],
})
export class PlatformModule {}
