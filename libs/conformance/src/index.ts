export type { Check, Proceedings } from './check.js';
export { nobody } from './catalog/operations.js';
export { checksOf, checks } from './checks/index.js';
export type { Evidence, Finding, Place } from './finding.js';
export type { Judged, Operation, World } from './judged.js';
export type { Answer, Inquiry, Overheard, Person, SentStatement, Subject } from './subject.js';
export type { Progress } from './progress.js';
export { TerminalReport, type Terminal } from './report/terminal.js';
export { writeReports } from './report/write-reports.js';
export { UnknownModuleError, verify, type VerifyOptions } from './verify.js';
export type { JudgedCheck, JudgedOperation, Tally, Verdict } from './verdict.js';
export {
  contractOf,
  type Answered,
  type Asked,
  type PublishedContract,
} from './contract/published-contract.js';
export type { ContractFault, ContractRule } from './contract/fault.js';
export { accessMatrixOf } from './kept/access-matrix.js';
export { breakingChanges } from './kept/breaking-changes.js';
