import type { Check } from '../../check.js';
import { Asking } from '../access/asking.js';
import { judgeRanges } from './ranges.js';
import { judgeRequests } from './requests.js';
import { judgeSchemas } from './schemas.js';
import { judgeWork } from './work.js';

/** Nothing is endless: pages, bodies, texts, rates, jobs, statements, calls. */
export const bounds: Check = {
  name: 'bounds',
  title: 'pages, bodies, values, request rates, jobs, statements and outgoing calls have limits',
  async run(judged, proceedings) {
    judgeSchemas(judged, proceedings);
    await judgeRequests(judged, proceedings);
    await judgeRanges(new Asking(judged, proceedings, 'bounds'));
    await judgeWork(judged, proceedings);
  },
};
