import 'reflect-metadata';
import { startEmbeddedPostgres } from '@keelson/embedded-postgres';
import {
  createApplication,
  createLogger,
  listen,
  loadSettings,
  PinoLoggerService,
  PlatformModule,
} from '@keelson/platform';
import { Module } from '@nestjs/common';
import { BoatsModule } from './boats.module.js';
import { StaticAuthorityModule } from './static-authority.js';

// An application of somebody else's, on the packages alone: packages.spec.ts takes it out of the repository, compiles
// it against the packed types and starts it there. So it imports nothing but packages and its own files.
const folder = process.env['DATA_FOLDER'] ?? '';
const database = await startEmbeddedPostgres({ directory: `${folder}/postgres`, log: () => undefined });

@Module({ imports: [PlatformModule, StaticAuthorityModule, BoatsModule] })
class BoatyardModule {}

const settings = await loadSettings(BoatyardModule, {
  PUBLIC_URL: 'http://127.0.0.1',
  DATABASE_URL: database.url,
  AUTH_ISSUER: 'outside',
  KEELSON_DATA: folder,
});
const logger = new PinoLoggerService(createLogger({ level: 'warn', format: 'json' }));
const application = await createApplication(BoatyardModule, { settings, logger });

let ending: Promise<void> | undefined;
const end = () => {
  ending ??= application
    .close()
    .then(() => database.stop())
    .then(() => process.exit(0));
};
process.once('SIGTERM', end);
// Whoever started us is gone.
process.once('disconnect', end);

process.send?.({ url: await listen(application, 0, '127.0.0.1') });
