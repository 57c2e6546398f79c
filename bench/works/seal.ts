import { setTimeout as wait } from 'node:timers/promises';
import { onDatabase } from '../data/sql.js';
import { createWork, planCreates } from './create.js';
import type { Work } from './work.js';

/** Entries are sealed so soon after the load, or sealing does not keep up. */
const patienceMs = 5_000;

/** FLOOR is Keelson without sealing here. */
export const sealWork: Work = {
  ...createWork,
  name: 'seal',
  figure: 'perSecond',
  title: 'create, 50 at once in one organization, while the audit log is sealed; FLOOR is the same unsealed',
  programs: { keelson: 'keelson-sealing', floor: 'keelson' },
  async prepare(sides, inputs) {
    const plans = await planCreates(sides, inputs, () => 0);
    return plans.map((plan) => ({ ...plan, connections: 50 }));
  },
  async proveWritten(side, inputs, answered) {
    await createWork.proveWritten?.(side, inputs, answered);
    if (side.role !== 'keelson') return;
    await onDatabase(inputs.engine, side.databaseUrl, async (query) => {
      const end = performance.now() + patienceMs;
      for (let left = Infinity; left > 0; await wait(50)) {
        left = Number((await query('SELECT COUNT(*) AS n FROM audit_entries WHERE seal IS NULL'))[0]?.['n']);
        if (left > 0 && performance.now() > end)
          throw new Error(
            `bench: ${side.label} has not sealed ${left} entries ${patienceMs} ms after the load`,
          );
      }
    });
  },
};
