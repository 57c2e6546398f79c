import 'reflect-metadata';
import {
  contextFields,
  createApplication,
  createLogger,
  PinoLoggerService,
  PlatformModule,
  type PlatformOptions,
} from '@keelson/platform';
import { Module } from '@nestjs/common';
import { readSettings } from '../settings.js';
import { ArticlesModule } from './articles.js';
import { BenchAuthorityModule } from './authority.js';

// Keelson as it is shipped: every guard, hook, limit and log of the platform, one feature, no option for speed.
const settings = readSettings();
const platform: PlatformOptions = {
  role: 'api',
  http: { publicUrl: `http://127.0.0.1:${settings.port}`, bodyLimitBytes: 1_048_576, trustProxy: false },
  database: {
    url: settings.databaseUrl,
    poolSize: settings.poolSize,
    statementTimeoutMs: 10_000,
    connectTimeoutMs: 5_000,
  },
  queue: { redisUrl: process.env['REDIS_URL'] ?? null },
  access: { issuer: settings.issuer },
  limits: { perMinute: 10_000_000, signInPerMinute: 10 },
  mail: { smtpUrl: null, from: 'Bench <bench@example.com>', directory: process.env['BENCH_FOLDER'] ?? '' },
};

@Module({ imports: [PlatformModule.forRoot(platform), BenchAuthorityModule, ArticlesModule] })
class BenchApplication {}

const logger = new PinoLoggerService(createLogger({ level: 'info', format: 'json', contextFields }));
const application = await createApplication(BenchApplication, { platform, logger });
await application.listen(settings.port, '127.0.0.1');
console.log(`ready http://127.0.0.1:${settings.port}`);

process.once('SIGTERM', () => {
  void application.close().then(() => process.exit(0));
});
