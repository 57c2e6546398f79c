/** What this process needs to do its work, and whether it has it. */
export { ReadinessChecks, type PartReadiness, type ReadinessReport } from './readiness-checks.js';
