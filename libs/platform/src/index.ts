export * from './access/index.js';
export * from './application.js';
export * from './audit/index.js';
export * from './background/index.js';
export * from './command-line/index.js';
export {
  armFaultPoint,
  faultPoint,
  type FaultPoint,
  faultPoints,
  Turns,
  WakeSignals,
  wakeTopic,
  type WakeTopic,
} from './coordination/index.js';
export * from './health/index.js';
export * from './http/index.js';
export * from './invariants/index.js';
export * from './jobs/index.js';
export * from './mail/index.js';
export * from './openapi/index.js';
export * from './operations/index.js';
export * from './persistence/index.js';
export * from './runtime/index.js';
export * from './settings/index.js';
export * from './transfers/index.js';
export * from './platform.module.js';
export * from './queue/index.js';
export * from './telemetry/index.js';
export * from './metrics/index.js';
