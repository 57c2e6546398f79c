import type { WakeTopic } from './wake-topic.js';

/**
 * Tells all processes of an installation that there is work, soon after the commit that made it: over Redis, or by
 * LISTEN/NOTIFY on PostgreSQL. A signal may be lost and several may come as one, so whoever listens also looks by itself
 * now and then.
 */
export abstract class WakeSignals {
  /** After the commit of the transaction under way, or at once outside one. Never throws, never waits. */
  abstract send(topic: WakeTopic): void;
  /** @returns what ends it */
  abstract on(topic: WakeTopic, listener: () => void): () => void;
}
