import { acrossOrganizations } from '@keelson/kernel';
import { Database, QueuePauses } from '@keelson/platform';
import { costOf, inFlight, measureStarts, serveBackground, untilNone } from '../control.js';
import { createBenchApplication } from '../keelson/application.js';
import { eventStarts, jobStarts, Parcels, ParcelsModule } from './parcels.js';

// With its own background work in one process: relay, sequencer, dispatcher, reconciler and workers.
const application = await createBenchApplication(ParcelsModule, 'all');
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
