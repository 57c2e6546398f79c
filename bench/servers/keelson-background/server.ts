import 'reflect-metadata';
import { acrossOrganizations } from '@keelson/kernel';
import {
  contextFields,
  createApplication,
  createLogger,
  Database,
  PinoLoggerService,
  PlatformModule,
  QueuePauses,
  type PlatformOptions,
} from '@keelson/platform';
import { Module } from '@nestjs/common';
import { costOf, inFlight, measureStarts, serveBackground, untilNone } from '../control.js';
import { BenchAuthorityModule } from '../keelson/authority.js';
import { readSettings } from '../settings.js';
import { eventStarts, jobStarts, Parcels, ParcelsModule } from './parcels.js';

// Keelson as it is shipped, with its own work in one process: relay, sequencer, dispatcher, reconciler and workers.
const settings = readSettings();
const platform: PlatformOptions = {
  role: 'all',
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

@Module({ imports: [PlatformModule.forRoot(platform), BenchAuthorityModule, ParcelsModule] })
class BenchApplication {}

const logger = new PinoLoggerService(createLogger({ level: 'info', format: 'json', contextFields }));
const application = await createApplication(BenchApplication, { platform, logger });
await application.init();
const [parcels, database, pauses] = [
  application.get(Parcels),
  application.get(Database),
  application.get(QueuePauses),
];

const unfinished = (queue: string) =>
  acrossOrganizations('the bench counts what is not over', async () => {
    const [row] = await database.read<{ n: number }>(
      "SELECT COUNT(*) AS n FROM jobs WHERE queue = ? AND state IN ('waiting', 'held', 'active', 'delayed', 'dead')",
      [queue],
    );
    return Number(row?.n);
  });

const work = process.env['BENCH_WORK'];
serveBackground({
  async burst(count) {
    if (work === 'event') {
      eventStarts.clear();
      return costOf(async () => {
        await inFlight(count, 64, async (n) => void (await parcels.create(n)));
        await untilNone(() => count - eventStarts.count);
        await untilNone(() => unfinished('parcels.follow'));
      });
    }
    await pauses.pause('parcels.stamp');
    await inFlight(count, 64, (n) => parcels.stamp(n));
    jobStarts.clear();
    return costOf(async () => {
      await pauses.resume('parcels.stamp');
      await untilNone(() => count - jobStarts.count);
      await untilNone(() => unfinished('parcels.stamp'));
    });
  },
  starts: (count) => measureStarts(count, eventStarts, () => parcels.create(0)),
  close: () => application.close(),
});
