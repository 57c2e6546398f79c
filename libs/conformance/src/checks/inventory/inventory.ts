import type { Check } from '../../check.js';
import { judgeBackground } from './background.js';
import { judgeEvents } from './events.js';
import { judgeParameterValues } from './parameter-values.js';
import { judgeRoutes } from './routes.js';
import { judgeRows } from './rows.js';

/** Everything that the application answers or does of its own accord is known, declared and documented. */
export const inventory: Check = {
  name: 'inventory',
  title: 'routes, processors, subscribers and schedules are declared and documented',
  async run(judged, proceedings) {
    judgeRoutes(judged, proceedings);
    judgeBackground(judged, proceedings);
    judgeEvents(judged, proceedings);
    await judgeRows(judged, proceedings);
    await judgeParameterValues(judged, proceedings);
  },
};
