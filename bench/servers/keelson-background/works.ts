import { acrossOrganizations } from '@keelson/kernel';
import { Database, QueuePauses } from '@keelson/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { costOf, inFlight, measureStarts, untilNone, type Background } from '../control.js';
import { eventStarts, jobStarts, Parcels } from './parcels.js';

/** Jobs and events of an application with ParcelsModule. */
export function backgroundOf(application: INestApplicationContext): Record<'job' | 'event', Background> {
  const [parcels, database, pauses] = [
    application.get(Parcels),
    application.get(Database),
    application.get(QueuePauses),
  ];
  const unfinished = (queue: string) =>
    acrossOrganizations('the bench counts unfinished jobs', async () => {
      const [row] = await database.read<{ n: number }>(
        "SELECT COUNT(*) AS n FROM jobs WHERE queue = ? AND state IN ('waiting', 'held', 'active', 'delayed', 'dead')",
        [queue],
      );
      return Number(row?.n);
    });
  const close = () => application.close();
  return {
    job: {
      async burst(count) {
        await pauses.pause('parcels.stamp');
        await inFlight(count, 64, (n) => parcels.stamp(n));
        jobStarts.clear();
        return costOf(async () => {
          await pauses.resume('parcels.stamp');
          await untilNone(() => count - jobStarts.count);
          await untilNone(() => unfinished('parcels.stamp'));
        });
      },
      close,
    },
    event: {
      burst(count) {
        eventStarts.clear();
        return costOf(async () => {
          await inFlight(count, 64, async (n) => void (await parcels.create(n)));
          await untilNone(() => count - eventStarts.count);
          await untilNone(() => unfinished('parcels.follow'));
        });
      },
      starts: (count) => measureStarts(count, eventStarts, () => parcels.create(0)),
      close,
    },
  };
}
