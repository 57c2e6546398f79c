import { Counter, Histogram } from 'prom-client';
import { processRegistry } from './process-registry.js';

const registers = [processRegistry];

/** Seconds from a request's arrival to the last byte of its answer, by method, pattern of the route and class of the status. */
export const requestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Seconds from the arrival of a request to the end of its response.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers,
});

export const abortedRequests = new Counter({
  name: 'http_requests_aborted_total',
  help: 'Connections closed before the response was sent.',
  registers,
});

/** By code: those that are defined, and `other`. */
export const problemAnswers = new Counter({
  name: 'keelson_problem_answers_total',
  help: 'Error responses (application/problem+json), by code.',
  labelNames: ['code'],
  registers,
});

/** By the name of the limit: `default`, or that of an exact one. */
export const rateLimitRefusals = new Counter({
  name: 'keelson_rate_limit_refusals_total',
  help: 'Requests refused because of a rate limit, by limit name.',
  labelNames: ['limit'],
  registers,
});

export const refusedStatements = new Counter({
  name: 'keelson_statements_refused_total',
  help: 'Statements refused by the gateway. Each one indicates a bug in the application.',
  registers,
});

export const idempotencyReplays = new Counter({
  name: 'keelson_idempotency_replays_total',
  help: 'Requests that returned the stored response of an earlier request with the same idempotency key.',
  registers,
});

/** By queue and by what became of the attempt; its count is the number of attempts. */
export const attemptDuration = new Histogram({
  name: 'keelson_job_attempt_duration_seconds',
  help: 'Duration of job attempts in this process in seconds, by queue and outcome.',
  labelNames: ['queue', 'outcome'],
  buckets: [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30, 60, 300, 1800],
  registers,
});

export const lostAttempts = new Counter({
  name: 'keelson_job_attempts_lost_total',
  help: 'Job attempts whose worker was lost, by queue.',
  labelNames: ['queue'],
  registers,
});

export const retentionFailures = new Counter({
  name: 'keelson_retention_failures_total',
  help: 'Failed deletions of expired rows in this process, by table; they are retried.',
  labelNames: ['table'],
  registers,
});

/** `result` is on-time, late (once, for all that was missed) or skipped. */
export const scheduleFirings = new Counter({
  name: 'keelson_schedule_firings_total',
  help: 'Schedule runs handled by this process, by schedule and result.',
  labelNames: ['schedule', 'result'],
  registers,
});

/** By the name of the failure: `away`, `read-only`, `full` and so on. */
export const databaseFailures = new Counter({
  name: 'keelson_database_failures_total',
  help: 'Failed statements and connection attempts, by cause.',
  labelNames: ['failure'],
  registers,
});

/** `reason` is row, organization, pool or deadline. */
export const refusedWaiters = new Counter({
  name: 'keelson_waiters_refused_total',
  help: 'Requests and jobs that were refused instead of waiting longer for the database, by reason.',
  labelNames: ['reason'],
  registers,
});
