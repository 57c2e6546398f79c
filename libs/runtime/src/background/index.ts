/** Work that a process does again and again by itself. */
export type { BackgroundLoop } from './background-loop.js';
export { BackgroundLoops, type LoopState } from './background-loops.js';
export { BackgroundModule } from './background.module.js';
export type { Lease } from './lease.js';
export type { Loop, LoopLease, Round } from './loop.js';
