/** For other rooms of the platform; what authors of features use is in index.ts. */
export { HealthModule } from './health.module.js';
export { mostChecks, ReadinessChecks } from './readiness-checks.js';
