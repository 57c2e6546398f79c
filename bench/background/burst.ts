import type { Engine } from '../servers/settings.js';

/** A server that a burst is measured with. */
export interface BurstServer {
  readonly server: string;
  readonly label: string;
  /** The store it works on, whatever Keelson's; Keelson's where absent. */
  readonly store?: Engine;
  /** One of the peers, of which the fastest counts. Bare BullMQ is none: it keeps no row. */
  readonly isPeer?: true;
  /** Its packages are in `bench/peers`, which is installed on demand. */
  readonly installed?: true;
}

/** A kind of background work to measure: so many pieces, from their cause to their mark. */
export interface Burst {
  readonly name: string;
  readonly title: string;
  /** Keelson's program, then what it is measured beside. */
  readonly servers: readonly [BurstServer, ...BurstServer[]];
  /** Pieces of one burst: a few seconds of work. */
  readonly pieces: number;
  /** Bursts of each server in a round. */
  readonly bursts: number;
  /** Single pieces on an idle server, whose start is timed; 0 for none. */
  readonly starts: number;
  /** Whether the tables `authors` and `articles` must be there. */
  readonly articles?: true;
}

const keelson = (server: string): BurstServer => ({ server, label: 'keelson' });

export const bursts: readonly Burst[] = [
  {
    name: 'import',
    title: 'import of 10,000 CSV lines, each with an audit entry and an event',
    servers: [keelson('keelson-import'), { server: 'floor-import', label: 'hand-written' }],
    pieces: 10_000,
    bursts: 1,
    starts: 0,
    articles: true,
  },
  {
    name: 'job',
    title: 'no-op jobs that are already in the queue: time until the last one is marked done',
    servers: [
      keelson('keelson-background'),
      {
        server: 'graphile-worker',
        label: 'graphile-worker',
        store: 'postgres',
        isPeer: true,
        installed: true,
      },
      { server: 'pg-boss', label: 'pg-boss', store: 'postgres', isPeer: true, installed: true },
      { server: 'bullmq-row', label: 'BullMQ with a row', store: 'mysql', isPeer: true },
      { server: 'bullmq', label: 'bare BullMQ (no row)', store: 'mysql' },
    ],
    pieces: 5_000,
    bursts: 3,
    starts: 0,
  },
  {
    name: 'event',
    title:
      'events: time from the insert, through the relay and the worker, until the last one is marked done',
    servers: [keelson('keelson-background'), { server: 'outbox', label: 'hand-written' }],
    pieces: 2_000,
    bursts: 3,
    starts: 60,
  },
];
