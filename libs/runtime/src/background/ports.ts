/** For other rooms of the platform; what authors of features use is in index.ts. */
export type { BackgroundLoop } from './background-loop.js';
export { BackgroundLoops, type LoopState } from './background-loops.js';
export { BackgroundModule } from './background.module.js';
export { GracefulStop, type LeftMs } from './graceful-stop.js';
export type { Lease } from './lease.js';
export type { Round } from './loop.js';
