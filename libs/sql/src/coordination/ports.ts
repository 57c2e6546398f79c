/** For other rooms of the platform; what authors of features use is in index.ts. */
export { faultPoint } from './fault-point.js';
export { type Lease, Leases } from './leases.js';
export { channelName, WakeChannels, type WakeChannel } from './wake-channel.js';
export { WakeSignals } from './wake-signals.js';
export { wakeTopic } from './wake-topic.js';
