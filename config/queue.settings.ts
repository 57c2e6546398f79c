import { ConnectionUrl } from './setting-kinds.js';

/** What carries BullMQ's jobs. */
export type QueueTransport = 'redis' | 'postgres';

/** Where jobs wait between the process that asks and the one that works. */
export class QueueSettings {
  /** Absent only where PostgreSQL carries the jobs. Holds a password. */
  @ConnectionUrl({
    variable: 'REDIS_URL',
    schemes: ['redis', 'rediss'],
    path: /^(\/\d{0,2})?$/,
    example: 'redis://:password@redis.example.com:6379/0',
    defaultNote: 'BullMQ on PostgreSQL',
    production: 'required with MySQL',
    description: 'Redis for BullMQ. Needed with MySQL/MariaDB; with PostgreSQL it makes jobs faster.',
  })
  redisUrl?: string;

  /** Derived: `redis` when there is a {@link redisUrl}. */
  transport!: QueueTransport;
}
