/** What can go wrong inside the database, and what follows. */
export { DatabaseFailure } from './database-failure.js';
export type { FailureName } from './failure-name.js';
export { failureOf } from './failure-of.js';
export { named, namedIfOfQuery, namedUnreached } from './named.js';
export { databaseProblems, outcomes } from './outcomes.js';
