import type { Check } from '../../check.js';
import { Asking } from './asking.js';
import { judgeClaimedOrganization } from './claimed-organization.js';
import { judgeForeignCursors } from './foreign-cursors.js';
import { judgeForeignReferences } from './foreign-references.js';
import { judgeForeignRows } from './foreign-rows.js';
import { judgeHiddenColumns } from './hidden-columns.js';
import { judgeHiddenRows } from './hidden-rows.js';
import { judgeIncludes } from './includes.js';
import { judgeInterference } from './interference.js';
import { judgePermissions } from './permissions.js';
import { judgeRowRules } from './row-rules.js';
import { judgeTakenValues } from './taken-values.js';
import { judgeTokens } from './tokens.js';

/** Each operation against everyone who might ask, and every way to another's row. */
export const access: Check = {
  name: 'access',
  title: 'who may do what, and nobody reaches a row of another organization',
  async run(judged, proceedings) {
    const asking = new Asking(judged, proceedings);
    // One after the other: each counts on nobody else writing meanwhile.
    for (const judge of [
      judgeTokens,
      judgePermissions,
      judgeForeignRows,
      judgeForeignReferences,
      judgeRowRules,
      judgeHiddenRows,
      judgeIncludes,
      judgeInterference,
      judgeClaimedOrganization,
      judgeForeignCursors,
      judgeHiddenColumns,
      judgeTakenValues,
    ])
      await judge(asking);
  },
};
