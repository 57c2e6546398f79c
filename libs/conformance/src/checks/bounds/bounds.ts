import type { Check } from '../../check.js';
import { Asking } from '../access/asking.js';
import { judgeRanges } from './ranges.js';
import { judgeRequests } from './requests.js';
import { judgeSchemas } from './schemas.js';
import { judgeWork } from './work.js';

/** Nothing is endless: pages, bodies, texts, rates, jobs, statements, calls. */
export const bounds: Check = {
  name: 'bounds',
  title: 'every page, body, value, rate, job, statement and outgoing call has a limit',
  async run(judged, proceedings) {
    judgeSchemas(judged, proceedings);
    await judgeRequests(judged, proceedings);
    await judgeRanges(new Asking(judged, proceedings, 'bounds'));
    await judgeWork(judged, proceedings);
  },
};
