/** What can go wrong inside the database, and what follows. */
export { DatabaseFailure } from './database-failure.js';
export { FailureLog } from './failure-log.js';
export type { FailureName } from './failure-name.js';
export { failureOf } from './failure-of.js';
export { named, namedIfOfQuery, namedUnreached } from './named.js';
export { renewedPool } from './pool-connections.js';
export { databaseProblems, outcomes } from './outcomes.js';
