import type { Check } from '../../check.js';
import { Asking } from '../access/asking.js';
import { judgeBackground } from './background.js';
import { judgeGrowingLists } from './growing-lists.js';
import { judgeIdempotency } from './idempotency.js';
import { Ledger } from './ledger.js';
import { judgeImports } from './imports.js';
import { judgeInterleavings } from './interleavings.js';
import { judgeLastRows } from './last-rows.js';
import { judgeLists } from './lists.js';
import { judgePatches } from './patches.js';
import { judgeRecords } from './records.js';
import { judgeRefusals } from './refusals.js';
import { judgeRollbacks } from './rollbacks.js';
import { judgeSecrets } from './secrets.js';
import { judgeRowsAlike } from './rows-alike.js';
import { Trials } from './trial.js';
import { judgeUnnamedMembers } from './unnamed-members.js';
import { judgeVersions } from './versions.js';

/** What the contract promises beyond shapes: repetition, versions, patches, lists, and what every write leaves behind. */
export const semantics: Check = {
  name: 'semantics',
  title: 'retries, conditional requests, patches, lists and records work as documented',
  async run(judged, proceedings) {
    const trials = new Trials(new Asking(judged, proceedings, 'semantics'), new Ledger(judged));
    await judgeRecords(trials);
    await judgeRefusals(trials);
    await judgeVersions(trials);
    await judgePatches(trials);
    await judgeUnnamedMembers(trials);
    await judgeIdempotency(trials);
    await judgeSecrets(trials);
    await judgeInterleavings(trials);
    await judgeRowsAlike(trials);
    await judgeGrowingLists(trials);
    await judgeLastRows(trials);
    await judgeLists(trials);
    await judgeRollbacks(trials);
    await judgeImports(trials);
    await judgeBackground(judged, proceedings);
  },
};
