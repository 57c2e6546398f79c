import type { Check } from '../../check.js';
import { judgeAskedPermissions } from './asked-permissions.js';
import { Asking } from './asking.js';
import { judgeChildrenOfHiddenRows } from './children-of-hidden-rows.js';
import { judgeClaimedOrganization } from './claimed-organization.js';
import { judgeExports } from './exports.js';
import { judgeForeignCursors } from './foreign-cursors.js';
import { judgeForeignNaturalKeys } from './foreign-natural-keys.js';
import { judgeForeignReferences } from './foreign-references.js';
import { judgeForeignRows } from './foreign-rows.js';
import { judgeGrants } from './grants.js';
import { judgeGuardedFields } from './guarded-fields.js';
import { judgeHiddenColumns } from './hidden-columns.js';
import { judgeHiddenRows } from './hidden-rows.js';
import { judgeIncludes } from './includes.js';
import { judgeInterference } from './interference.js';
import { judgeKeys } from './keys.js';
import { judgeMailedSecrets } from './mailed-secrets.js';
import { judgeMixedAnswers } from './mixed-answers.js';
import { judgeNewPasswords } from './new-passwords.js';
import { judgeOperators } from './operators.js';
import { judgePermissions } from './permissions.js';
import { judgeRemembered } from './remembered.js';
import { judgeRowRules } from './row-rules.js';
import { judgeStatesWithoutPermission } from './states-without-permission.js';
import { judgeSuspended } from './suspended.js';
import { judgeTakenValues } from './taken-values.js';
import { judgeTokens } from './tokens.js';
import { judgeUnproven } from './unproven.js';

/** Each operation against everyone who might ask, and every way to another's row. */
export const access: Check = {
  name: 'access',
  title: "callers can do only what their permissions allow, and cannot access another organization's rows",
  async run(judged, proceedings) {
    const asking = new Asking(judged, proceedings);
    // Operators are in no organization: what follows is about rows that one may have of another.
    const operations = judged.operations.filter(({ rule }) => rule?.kind !== 'operator');
    const tenants = new Asking({ ...judged, operations }, proceedings);
    // One after the other: each counts on nobody else writing meanwhile.
    for (const judge of [judgeTokens, judgePermissions, judgeOperators]) await judge(asking);
    for (const judge of [
      judgeKeys,
      judgeUnproven,
      judgeSuspended,
      judgeNewPasswords,
      judgeMailedSecrets,
      judgeForeignRows,
      judgeForeignReferences,
      judgeForeignNaturalKeys,
      judgeRowRules,
      judgeHiddenRows,
      judgeChildrenOfHiddenRows,
      judgeMixedAnswers,
      judgeRemembered,
      judgeIncludes,
      judgeInterference,
      judgeClaimedOrganization,
      judgeForeignCursors,
      judgeHiddenColumns,
      judgeGuardedFields,
      judgeGrants,
      judgeTakenValues,
      judgeExports,
      judgeStatesWithoutPermission,
    ])
      await judge(tenants);
  },
  conclude: judgeAskedPermissions,
};
