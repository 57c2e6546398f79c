import 'reflect-metadata';
import { AccessModule } from '@keelson/access';
import { EventsModule } from '@keelson/events';
import { JobsModule } from '@keelson/jobs';
import { OperationsModule } from '@keelson/operations';
import { createApplication, listen, RestModule } from '@keelson/rest';
import { createLogger, loadSettings, PinoLoggerService } from '@keelson/runtime';
import { SqlModule } from '@keelson/sql';
import { Module } from '@nestjs/common';
import { BoatsModule } from '../application/boats.module.js';
import { StaticAuthorityModule } from '../application/static-authority.js';

// The smallest application that there is: each package by its own name, and none that it can do without.
@Module({
  imports: [
    SqlModule,
    OperationsModule,
    AccessModule,
    RestModule,
    JobsModule,
    EventsModule,
    StaticAuthorityModule,
    BoatsModule,
  ],
})
class BoatyardModule {}

const settings = await loadSettings(BoatyardModule, {
  PUBLIC_URL: 'http://127.0.0.1',
  AUTH_ISSUER: 'outside',
  KEELSON_DATA: process.env['DATA_FOLDER'],
  DATABASE_URL: process.env['DATABASE_URL'],
  REDIS_URL: process.env['REDIS_URL'],
});
const logger = new PinoLoggerService(createLogger({ level: 'warn', format: 'json' }));
try {
  const application = await createApplication(BoatyardModule, { settings, logger });
  const end = () => void application.close().then(() => process.exit(0));
  process.once('SIGTERM', end);
  // Whoever started us is gone.
  process.once('disconnect', end);
  process.send?.({ url: await listen(application, 0, '127.0.0.1') });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
