/** What the processes of an installation agree by. */
export { CoordinationModule } from './coordination.module.js';
export { armFaultPoint, faultPoint, type FaultPoint, faultPoints } from './fault-point.js';
export { LeaseLostError, Leases, type Lease } from './leases.js';
export { Turns } from './turns.js';
export { WakeSignals } from './wake-signals.js';
export { wakeTopic, type WakeTopic } from './wake-topic.js';
