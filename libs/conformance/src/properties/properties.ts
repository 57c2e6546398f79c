import type { Check } from '../check.js';
import { Asking } from '../checks/access/asking.js';
import { judgeBrokenExits } from './broken-exits.js';
import { judgeOwnParent } from './own-parent.js';
import { judgePaging } from './paging.js';
import { judgeReach } from './reach.js';
import { judgeRefusedLines } from './refused-creates.js';
import { judgeRememberedReads } from './remembered-reads.js';
import { judgeSameEvents } from './same-events.js';
import { judgeTogether } from './together.js';
import { judgeTwoPeople } from './two-people.js';

/** What holds for every correct module, with nothing declared. Its judges of single exchanges are told of all of the run. */
export const properties: Check = {
  name: 'properties',
  title: 'responses match their requests and reveal no hidden rows, and failed work leaves nothing half done',
  async run(judged, proceedings) {
    const asking = new Asking(judged, proceedings, 'properties');
    await judgeTogether(asking);
    await judgeReach(asking);
    await judgeOwnParent(asking);
    await judgePaging(asking);
    await judgeRememberedReads(asking);
    await judgeTwoPeople(asking);
    await judgeSameEvents(asking);
    await judgeRefusedLines(asking, judged.refused);
    await judgeBrokenExits(judged, proceedings);
  },
};
