import { Global, Module } from '@nestjs/common';
import { AccessModule } from '@keelson/access';
import { EventsModule } from '@keelson/events';
import { JobsModule } from '@keelson/jobs';
import { MailModule } from '@keelson/mail';
import { MetricsModule } from '@keelson/metrics';
import { OpenApiModule } from '@keelson/openapi';
import { OperationsModule } from '@keelson/operations';
import { RestModule } from '@keelson/rest';
import { SqlModule } from '@keelson/sql';
import { TransfersModule } from '@keelson/transfers';

/**
 * Everything a feature stands on; import it once, before the features. An application that does without some of it lists
 * the modules of the packages that it uses instead.
 */
@Global()
@Module({
  imports: [
    SqlModule,
    OperationsModule,
    AccessModule,
    RestModule,
    JobsModule,
    EventsModule,
    TransfersModule,
    MailModule,
    MetricsModule,
    OpenApiModule,
  ],
})
export class PlatformModule {}
