import type { Mutant, RefusedMutant } from './authoring/index.js';
import { refusedApplications, refusedExtensions, refusedPolicies, refusedTables } from './boot/index.js';
import auditLogRewritten from './gateway/audit-log-rewritten.js';
import orBesideTheTenant from './gateway/or-beside-the-tenant.js';
import repositoryWithoutTenant from './gateway/repository-without-tenant.js';
import sqlWithoutTenant from './gateway/sql-without-tenant.js';
import acrossOrganizationsInAController from './access/across-organizations-in-a-controller.js';
import cacheWithoutCaller from './access/cache-without-caller.js';
import cacheWithoutTenant from './access/cache-without-tenant.js';
import childOfHiddenRow from './access/child-of-hidden-row.js';
import countWithoutRowRule from './access/count-without-row-rule.js';
import exportBeyondList from './access/export-beyond-list.js';
import exportWithoutRowRule from './access/export-without-row-rule.js';
import forbiddenForForeignRows from './access/forbidden-for-foreign-rows.js';
import foreignIdUnchecked from './access/foreign-id-unchecked.js';
import foreignRowWritten from './access/foreign-row-written.js';
import foundByItsCode from './access/found-by-its-code.js';
import grantBeyondOwn from './access/grant-beyond-own.js';
import keyKeepsRemovedPermission from './access/key-keeps-removed-permission.js';
import guardedFieldShown from './access/guarded-field-shown.js';
import hiddenRowWritten from './access/hidden-row-written.js';
import includeWithoutRowRule from './access/include-without-row-rule.js';
import joinedByAName from './access/joined-by-a-name.js';
import mailedTokenTwice from './access/mailed-token-twice.js';
import servedWhileSuspended from './access/served-while-suspended.js';
import sessionSurvivesReset from './access/session-survives-reset.js';
import unprovenByAnotherWay from './access/unproven-by-another-way.js';
import unprovenGetsInvitation from './access/unproven-gets-invitation.js';
import nameTakenElsewhere from './access/name-taken-elsewhere.js';
import operatorsWorkForOwners from './access/operators-work-for-owners.js';
import ownReadWithoutRowRule from './access/own-read-without-row-rule.js';
import permissionMisspelt from './access/permission-misspelt.js';
import permissionNobodyAsksFor from './access/permission-nobody-asks-for.js';
import permissionOfAnotherVerb from './access/permission-of-another-verb.js';
import publicByAccident from './access/public-by-accident.js';
import querySpreadIntoWhere from './access/query-spread-into-where.js';
import referenceInAListUnchecked from './access/reference-in-a-list-unchecked.js';
import reportInAField from './access/report-in-a-field.js';
import searchWithoutRowRule from './access/search-without-row-rule.js';
import secondLookForForeignRows from './access/second-look-for-foreign-rows.js';
import singleFlightWithoutTenant from './access/single-flight-without-tenant.js';
import signedInInsteadOfAllowed from './access/signed-in-instead-of-allowed.js';
import sortByHiddenColumn from './access/sort-by-hidden-column.js';
import stateByAnUpdate from './access/state-by-an-update.js';
import stateByAnotherPermission from './access/state-by-another-permission.js';
import tenancySystem from './access/tenancy-system.js';
import tenantFromAHeader from './access/tenant-from-a-header.js';
import tenantFromTheBody from './access/tenant-from-the-body.js';
import tenantInTheCursor from './access/tenant-in-the-cursor.js';
import uniqueAcrossOrganizations from './access/unique-across-organizations.js';
import bareProcessor from './inventory/bare-processor.js';
import eventNeverEmitted from './inventory/event-never-emitted.js';
import eventUndeclared from './inventory/event-undeclared.js';
import jobWithoutProcessor from './inventory/job-without-processor.js';
import leftOutOfTheDocument from './inventory/left-out-of-the-document.js';
import plainFastifyRoute from './inventory/plain-fastify-route.js';
import scheduleWithoutProcessor from './inventory/schedule-without-processor.js';
import crashOnOddInput from './contract/crash-on-odd-input.js';
import errorTextOfTheDatabase from './contract/error-text-of-the-database.js';
import extendedRowShown from './contract/extended-row-shown.js';
import extraField from './contract/extra-field.js';
import headerUndeclared from './contract/header-undeclared.js';
import massAssignment from './contract/mass-assignment.js';
import missingField from './contract/missing-field.js';
import mailWithinTheOperation from './contract/mail-within-the-operation.js';
import nullInARequiredField from './contract/null-in-a-required-field.js';
import numberAsText from './contract/number-as-text.js';
import otherMediaType from './contract/other-media-type.js';
import secretInTheAnswer from './contract/secret-in-the-answer.js';
import undeclaredProblem from './contract/undeclared-problem.js';
import undeclaredStatus from './contract/undeclared-status.js';
import rememberedByOneProcess from './properties/remembered-by-one-process.js';
import trunkInItself from './properties/trunk-in-itself.js';
import aboutAnyRow from './properties/about-any-row.js';
import begunAndLeft from './properties/begun-and-left.js';
import childrenSavedOneByOne from './properties/children-saved-one-by-one.js';
import countedByItsText from './properties/counted-by-its-text.js';
import everyRowInMemory from './properties/every-row-in-memory.js';
import failureTakenForSent from './properties/failure-taken-for-sent.js';
import importPastTheRule from './properties/import-past-the-rule.js';
import inputKeptInAField from './properties/input-kept-in-a-field.js';
import newKeyAtEachTry from './properties/new-key-at-each-try.js';
import noteOfTheLatest from './properties/note-of-the-latest.js';
import nothingTakenForMissing from './properties/nothing-taken-for-missing.js';
import numberByMaximum from './properties/number-by-maximum.js';
import pageNumberOverTies from './properties/page-number-over-ties.js';
import pagesByTime from './properties/pages-by-time.js';
import reportOfAll from './properties/report-of-all.js';
import secondWayUnheard from './properties/second-way-unheard.js';
import firstHundredOnly from './properties/first-hundred-only.js';
import enqueuedOneByOne from './properties/enqueued-one-by-one.js';
import tellsWhatIsThere from './properties/tells-what-is-there.js';
import textCutToFit from './properties/text-cut-to-fit.js';
import toldOneByOne from './properties/told-one-by-one.js';
import actionFromAnyState from './semantics/action-from-any-state.js';
import alwaysNotModified from './semantics/always-not-modified.js';
import auditMissing from './semantics/audit-missing.js';
import creditedAtEachTry from './semantics/credited-at-each-try.js';
import entryAtEachTry from './semantics/entry-at-each-try.js';
import changedByReading from './semantics/changed-by-reading.js';
import etagThatStays from './semantics/etag-that-stays.js';
import handledPastTheStore from './semantics/handled-past-the-store.js';
import everyTextIsTrue from './semantics/every-text-is-true.js';
import ifMatchIgnored from './semantics/if-match-ignored.js';
import importOfFoundRows from './semantics/import-of-found-rows.js';
import importPastTheGuard from './semantics/import-past-the-guard.js';
import keyOfAnotherThing from './semantics/key-of-another-thing.js';
import lastOwnerRemoved from './semantics/last-owner-removed.js';
import listOutgrown from './semantics/list-outgrown.js';
import lostUpdate from './semantics/lost-update.js';
import lteAsLt from './semantics/lte-as-lt.js';
import neverNotModified from './semantics/never-not-modified.js';
import notRecorded from './semantics/not-recorded.js';
import nullIgnored from './semantics/null-ignored.js';
import offsetPaging from './semantics/offset-paging.js';
import oneFieldNotWritten from './semantics/one-field-not-written.js';
import postWithoutOperation from './semantics/post-without-operation.js';
import refusedWriteRecorded from './semantics/refused-write-recorded.js';
import oldReferenceCheckedAgain from './semantics/old-reference-checked-again.js';
import replayByHand from './semantics/replay-by-hand.js';
import repricedByAnyPatch from './semantics/repriced-by-any-patch.js';
import secretAnswerStored from './semantics/secret-answer-stored.js';
import sortNotUnique from './semantics/sort-not-unique.js';
import staleCache from './semantics/stale-cache.js';
import sweepPastTheStore from './semantics/sweep-past-the-store.js';
import wrongStateAccepted from './semantics/wrong-state-accepted.js';
import zeroIgnored from './semantics/zero-ignored.js';
import boundPassedInARace from './sequences/bound-passed-in-a-race.js';
import oneSeatTwice from './sequences/one-seat-twice.js';
import changedAfterClosing from './sequences/changed-after-closing.js';
import overlapWithoutALock from './sequences/overlap-without-a-lock.js';
import authorApproves from './sequences/author-approves.js';
import refusedAndWritten from './sequences/refused-and-written.js';
import silentSecondWay from './sequences/silent-second-way.js';
import versionLeftBehind from './sequences/version-left-behind.js';
import failsWhenEmpty from './sequences/fails-when-empty.js';
import sumThatStays from './sequences/sum-that-stays.js';
import twoOpenShifts from './sequences/two-open-shifts.js';
import doubleThatIsNone from './sequences/double-that-is-none.js';
import tallyLost from './sequences/tally-lost.js';
import copyThatDrifts from './sequences/copy-that-drifts.js';
import creditedAgainAfterAFault from './sequences/credited-again-after-a-fault.js';
import parentDeleted from './sequences/parent-deleted.js';
import movedToItself from './sequences/moved-to-itself.js';
import countThatStays from './sequences/count-that-stays.js';
import closesWhatIsHidden from './sequences/closes-what-is-hidden.js';
import functionAroundTheColumn from './budgets/function-around-the-column.js';
import handledForFew from './budgets/handled-for-few.js';
import lookUpWithoutIndex from './budgets/look-up-without-index.js';
import nPlusOne from './budgets/n-plus-one.js';
import rowRuleWithoutIndex from './budgets/row-rule-without-index.js';
import savedOneByOne from './budgets/saved-one-by-one.js';
import sortWithoutIndex from './budgets/sort-without-index.js';
import sortedInMemory from './budgets/sorted-in-memory.js';
import unusedIndex from './budgets/unused-index.js';
import writeWithoutIndex from './budgets/write-without-index.js';
import bodyListWithoutBound from './bounds/body-list-without-bound.js';
import limitWithoutLimit from './bounds/limit-without-limit.js';
import listWithoutLimit from './bounds/list-without-limit.js';
import rangeWithoutEnd from './bounds/range-without-end.js';
import textWithoutBound from './bounds/text-without-bound.js';

export type { Mutant, RefusedMutant };

/** Small modules, each with one mistake; all of them boot, in one application. */
export const mutants: readonly Mutant[] = [
  auditLogRewritten,
  orBesideTheTenant,
  repositoryWithoutTenant,
  sqlWithoutTenant,
  acrossOrganizationsInAController,
  cacheWithoutCaller,
  cacheWithoutTenant,
  childOfHiddenRow,
  countWithoutRowRule,
  exportBeyondList,
  exportWithoutRowRule,
  forbiddenForForeignRows,
  foreignIdUnchecked,
  foreignRowWritten,
  foundByItsCode,
  grantBeyondOwn,
  guardedFieldShown,
  keyKeepsRemovedPermission,
  hiddenRowWritten,
  includeWithoutRowRule,
  joinedByAName,
  mailedTokenTwice,
  servedWhileSuspended,
  sessionSurvivesReset,
  unprovenByAnotherWay,
  unprovenGetsInvitation,
  nameTakenElsewhere,
  operatorsWorkForOwners,
  ownReadWithoutRowRule,
  permissionMisspelt,
  permissionNobodyAsksFor,
  permissionOfAnotherVerb,
  publicByAccident,
  querySpreadIntoWhere,
  referenceInAListUnchecked,
  reportInAField,
  searchWithoutRowRule,
  secondLookForForeignRows,
  singleFlightWithoutTenant,
  signedInInsteadOfAllowed,
  sortByHiddenColumn,
  stateByAnUpdate,
  stateByAnotherPermission,
  tenancySystem,
  tenantFromAHeader,
  tenantFromTheBody,
  tenantInTheCursor,
  uniqueAcrossOrganizations,
  bareProcessor,
  eventNeverEmitted,
  eventUndeclared,
  jobWithoutProcessor,
  leftOutOfTheDocument,
  plainFastifyRoute,
  scheduleWithoutProcessor,
  crashOnOddInput,
  errorTextOfTheDatabase,
  extendedRowShown,
  extraField,
  headerUndeclared,
  massAssignment,
  missingField,
  mailWithinTheOperation,
  nullInARequiredField,
  numberAsText,
  otherMediaType,
  secretInTheAnswer,
  undeclaredProblem,
  undeclaredStatus,
  actionFromAnyState,
  alwaysNotModified,
  auditMissing,
  creditedAtEachTry,
  entryAtEachTry,
  changedByReading,
  etagThatStays,
  handledPastTheStore,
  everyTextIsTrue,
  ifMatchIgnored,
  importOfFoundRows,
  importPastTheGuard,
  keyOfAnotherThing,
  lastOwnerRemoved,
  listOutgrown,
  lostUpdate,
  lteAsLt,
  neverNotModified,
  notRecorded,
  nullIgnored,
  offsetPaging,
  oneFieldNotWritten,
  postWithoutOperation,
  refusedWriteRecorded,
  oldReferenceCheckedAgain,
  replayByHand,
  repricedByAnyPatch,
  secretAnswerStored,
  sortNotUnique,
  staleCache,
  sweepPastTheStore,
  wrongStateAccepted,
  zeroIgnored,
  aboutAnyRow,
  trunkInItself,
  rememberedByOneProcess,
  begunAndLeft,
  childrenSavedOneByOne,
  countedByItsText,
  everyRowInMemory,
  failureTakenForSent,
  importPastTheRule,
  inputKeptInAField,
  newKeyAtEachTry,
  noteOfTheLatest,
  nothingTakenForMissing,
  numberByMaximum,
  pageNumberOverTies,
  pagesByTime,
  reportOfAll,
  secondWayUnheard,
  firstHundredOnly,
  enqueuedOneByOne,
  tellsWhatIsThere,
  textCutToFit,
  toldOneByOne,
  boundPassedInARace,
  oneSeatTwice,
  changedAfterClosing,
  overlapWithoutALock,
  authorApproves,
  refusedAndWritten,
  silentSecondWay,
  versionLeftBehind,
  failsWhenEmpty,
  sumThatStays,
  twoOpenShifts,
  doubleThatIsNone,
  tallyLost,
  copyThatDrifts,
  creditedAgainAfterAFault,
  parentDeleted,
  movedToItself,
  countThatStays,
  closesWhatIsHidden,
  functionAroundTheColumn,
  handledForFew,
  lookUpWithoutIndex,
  nPlusOne,
  rowRuleWithoutIndex,
  savedOneByOne,
  sortWithoutIndex,
  sortedInMemory,
  unusedIndex,
  writeWithoutIndex,
  bodyListWithoutBound,
  limitWithoutLimit,
  listWithoutLimit,
  rangeWithoutEnd,
  textWithoutBound,
];

/** Mistakes that never come so far as to boot. */
export const refusedMutants: readonly RefusedMutant[] = [
  ...refusedPolicies,
  ...refusedApplications,
  ...refusedTables,
  ...refusedExtensions,
];
