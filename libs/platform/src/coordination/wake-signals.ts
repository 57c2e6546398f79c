/** What there is news of: events that committed, relayed ones, jobs that are due, positions in the log of events. */
export const wakeTopics = ['outbox', 'relayed', 'jobs', 'event-log'] as const;
export type WakeTopic = (typeof wakeTopics)[number];

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
