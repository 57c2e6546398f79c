/** A kind of background work to measure: so many pieces, from their cause to their mark. */
export interface Burst {
  readonly name: string;
  readonly title: string;
  /** Server of Keelson, and of what it is held against. */
  readonly servers: readonly [string, string];
  readonly labels: readonly [string, string];
  /** Pieces of one burst: a few seconds of work. */
  readonly pieces: number;
  /** Single pieces on an idle server, whose start is timed; 0 for none. */
  readonly starts: number;
  /** The lowest ratio of the rates that passes. */
  readonly goal: number;
}

export const bursts: readonly Burst[] = [
  {
    name: 'job',
    title: 'no-op jobs that wait, to the last mark',
    servers: ['keelson-background', 'bullmq'],
    labels: ['keelson', 'bare BullMQ'],
    pieces: 5_000,
    starts: 0,
    goal: 0.9,
  },
  {
    name: 'event',
    title: 'events from their insert over relay and worker to the last mark',
    servers: ['keelson-background', 'outbox'],
    labels: ['keelson', 'by hand'],
    pieces: 2_000,
    starts: 60,
    goal: 0.9,
  },
];
