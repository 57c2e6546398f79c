import 'reflect-metadata';
import {
  createApplication,
  createLogger,
  listen,
  PinoLoggerService,
  PlatformModule,
  startEmbeddedPostgres,
  type PlatformOptions,
} from '@keelson/platform';
import { Module } from '@nestjs/common';
import { BoatsModule } from './boats.module.js';
import { StaticAuthorityModule } from './static-authority.js';

// An application of somebody else's, on the packages alone: packages.spec.ts takes it out of the repository, compiles
// it against the packed types and starts it there. So it imports nothing but packages and its own files.
const folder = process.env['DATA_FOLDER'] ?? '';
const database = await startEmbeddedPostgres({ directory: `${folder}/postgres`, log: () => undefined });
const platform: PlatformOptions = {
  role: 'all',
  http: { publicUrl: 'http://127.0.0.1', bodyLimitBytes: 1_048_576, trustProxy: false },
  database: { url: database.url, poolSize: 5, statementTimeoutMs: 10_000, connectTimeoutMs: 5_000 },
  queue: { redisUrl: null },
  access: { issuer: 'outside' },
  limits: { perMinute: 1_000, signInPerMinute: 10 },
  mail: { smtpUrl: null, from: 'Boats <boats@example.com>', directory: `${folder}/mail` },
};

@Module({ imports: [PlatformModule.forRoot(platform), StaticAuthorityModule, BoatsModule] })
class BoatyardModule {}

const logger = new PinoLoggerService(createLogger({ level: 'warn', format: 'json' }));
const application = await createApplication(BoatyardModule, { platform, logger });

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
