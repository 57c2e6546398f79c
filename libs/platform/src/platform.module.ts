import { Global, Module } from '@nestjs/common';
import { AccessModule } from '@keelson/access';
import { AuditModule } from '@keelson/operations/ports';
import { CommandLineModule } from '@keelson/sql';
import { CoordinationModule } from '@keelson/sql';
import { EventsModule } from '@keelson/events/ports';
import { HttpModule } from '@keelson/rest';
import { JobsModule } from '@keelson/jobs';
import { MailModule } from '@keelson/mail';
import { OpenApiModule } from '@keelson/openapi';
import { OperationsModule } from '@keelson/operations/ports';
import { PersistenceModule } from '@keelson/sql';
import { RuntimeModule } from '@keelson/runtime/ports';
import { TelemetryModule } from '@keelson/runtime/ports';
import { MetricsModule } from '@keelson/metrics';
import { RestModule } from '@keelson/rest/ports';
import { RetentionModule } from '@keelson/sql/ports';
import { TransfersModule } from '@keelson/transfers/ports';

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
