import {
  acrossOrganizations,
  defineJob,
  Feature,
  settings,
  Text,
  type EnqueuedJob,
  type ScheduleDefinition,
} from '@keelson/kernel';
import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { schedules } from '@keelson/platform';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { inspect } from 'node:util';
import pg from 'pg';
import { inject, vi } from 'vitest';
import { CoordinationModule } from '@keelson/sql';
import { JobProcessor, JobsModule, type JobAttempt } from '@keelson/jobs';
import { OperationsModule } from '@keelson/operations/ports';
import { RestModule } from '@keelson/rest/ports';
import { Database, PersistenceModule } from '@keelson/sql';
import { HttpSettings } from '@keelson/rest';
import { loadSettings } from '@keelson/runtime';
import { claimRedisDatabase, createDatabase, type TestDatabase } from '@keelson/testing/servers';

/** For the specs of jobs: an application with three of them, and a diary of what they did. */

export const organizationId = '01890a5d-ac96-774b-bcce-b302099a8057';
export const userId = '01890a5d-ac96-774b-bcce-b302099a8058';

export class Note {
  @Text({ max: 40 })
  text!: string;
}

export const note = defineJob('trial.note', Note, { attempts: 3 });
export const briefNote = defineJob('trial.brief-note', Note, { attempts: 2 });
export const storedNote = defineJob('trial.stored-note', Note, { attempts: 2 });

interface Line {
  readonly text: string;
  readonly id: string;
  readonly attempt: number;
  readonly at: number;
  answer?: unknown;
}

type Act = (signal: AbortSignal, attempt: JobAttempt) => unknown;

export class Diary {
  readonly lines: Line[] = [];
  private readonly acts = new Map<string, Act>();

  /** What the job does on a text, and returns. */
  on(text: string, act: Act): void {
    this.acts.set(text, act);
  }

  async write(text: string, attempt: JobAttempt): Promise<object | void> {
    const line: Line = { text, id: attempt.id, attempt: attempt.number, at: Date.now() };
    this.lines.push(line);
    line.answer = await this.acts.get(text)?.(attempt.signal, attempt);
    return line.answer as object | void;
  }

  texts(): string[] {
    return this.lines.map((line) => line.text);
  }

  async until(count: number): Promise<void> {
    await vi.waitUntil(() => this.lines.length >= count, { timeout: 15_000, interval: 20 });
  }
}

@JobProcessor(note, { concurrency: 2 })
class WriteNote {
  constructor(private readonly diary: Diary) {}

  run(payload: Note, attempt: JobAttempt): Promise<object | void> {
    return this.diary.write(payload.text, attempt);
  }
}

@JobProcessor(briefNote, { timeoutMs: 300 })
class WriteBriefNote {
  constructor(private readonly diary: Diary) {}

  run(payload: Note, attempt: JobAttempt): Promise<object | void> {
    return this.diary.write(payload.text, attempt);
  }
}

@JobProcessor(storedNote, { effects: 'database', timeoutMs: 2_000 })
class WriteStoredNote {
  constructor(private readonly diary: Diary) {}

  run(payload: Note, attempt: JobAttempt): Promise<object | void> {
    return this.diary.write(payload.text, attempt);
  }
}

/** Keeps what is logged, by level. */
class Log implements LoggerService {
  readonly lines: string[] = [];

  log(...parts: unknown[]): void {
    this.keep('log', parts);
  }

  warn(...parts: unknown[]): void {
    this.keep('warn', parts);
  }

  error(...parts: unknown[]): void {
    this.keep('error', parts);
  }

  /** Lines that begin with this. */
  of(start: string): string[] {
    return this.lines.filter((line) => line.startsWith(start));
  }

  private keep(level: string, parts: readonly unknown[]): void {
    this.lines.push(
      `${level} ${parts.map((part) => (typeof part === 'string' ? part : inspect(part))).join(' ')}`,
    );
  }
}

export interface QueueApplication {
  readonly diary: Diary;
  /** What this and other applications of the process have logged since this one was opened. */
  readonly log: Log;
  get: INestApplicationContext['get'];
  /** A job's row, keyed by column. */
  row(job: EnqueuedJob | string): Promise<Readonly<Record<string, unknown>>>;
  /** Waits until the job has come so far. */
  reaches(job: EnqueuedJob, state: string): Promise<void>;
  /** Writes across all organizations. */
  change(statement: string, values?: readonly (string | number)[]): Promise<void>;
  /** Reads across all organizations. */
  sql(statement: string, values?: readonly (string | number)[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** A database, and what carries its jobs: Redis in the project `mysql`, itself in the other. */
export interface QueueServers {
  readonly database: TestDatabase;
  readonly queueUrl: string | null;
  drop(): Promise<void>;
}

export async function claimServers(): Promise<QueueServers> {
  const servers = inject('servers');
  const database = await createDatabase(inject('engine'), servers);
  const redis = servers.redis ? await claimRedisDatabase(servers) : null;
  return {
    database,
    queueUrl: redis?.url ?? null,
    drop: async () => {
      await redis?.drop();
      await database.drop();
    },
  };
}

interface Opening {
  readonly role?: 'all' | 'api' | 'worker';
  readonly diary?: Diary;
  readonly url: string;
  readonly redisUrl: string | null;
  readonly schedules?: readonly ScheduleDefinition[];
}

export async function open({
  role = 'all',
  diary = new Diary(),
  url,
  redisUrl,
  schedules: scheduled = [],
}: Opening): Promise<QueueApplication> {
  const imports = [
    PersistenceModule,
    CoordinationModule,
    OperationsModule,
    RestModule,
    JobsModule,
    Feature.declare({}, schedules(...scheduled), settings(HttpSettings)),
  ];
  const given = await loadSettings(imports, {
    ROLE: role,
    PUBLIC_URL: 'https://api.example.com',
    DATABASE_URL: url,
    DATABASE_POOL_SIZE: '6',
    DATABASE_STATEMENT_TIMEOUT_MS: '5000',
    ...(redisUrl && { REDIS_URL: redisUrl }),
  });
  const log = new Log();
  const module = await Test.createTestingModule({
    imports: [given.module, ...imports],
    providers: [{ provide: Diary, useValue: diary }, WriteNote, WriteBriefNote, WriteStoredNote],
  })
    .setLogger(log)
    .compile();
  await module.init();
  let closing: Promise<void> | undefined;
  const sql: QueueApplication['sql'] = (statement, values = []) =>
    acrossOrganizations('looks at what a test has done', () => module.get(Database).read(statement, values));
  const app: QueueApplication = {
    diary,
    log,
    get: module.get.bind(module),
    sql,
    change: async (statement, values = []) => {
      await acrossOrganizations('arranges a test', () => module.get(Database).write(statement, values));
    },
    reaches: (job, state) =>
      vi.waitFor(
        async () => {
          const row = await app.row(job);
          if (row['state'] !== state) throw new Error(`The job is ${String(row['state'])}, not ${state}.`);
        },
        { timeout: 20_000, interval: 30 },
      ),
    row: async (job) => {
      const id = typeof job === 'string' ? job : job.id;
      const [row] = await sql('SELECT * FROM jobs WHERE id = ?', [id]);
      if (!row) throw new Error(`There is no job ${id}.`);
      const json = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);
      for (const column of ['payload', 'progress', 'checkpoint', 'result', 'problem'])
        row[column] = json(row[column]);
      return row;
    },
    close: () => (closing ??= module.close()),
  };
  return app;
}

/** Connections to this database beside the one that asks. */
export async function countConnections(url: string): Promise<number> {
  if (url.startsWith('redis:')) {
    const redis = new Redis(url);
    const own = `db=${new URL(url).pathname.slice(1)} `;
    const list = String(await redis.client('LIST')).split('\n');
    await redis.quit();
    return list.filter((line) => line.includes(own)).length - 1;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.end();
  return rows[0]?.count ?? 0;
}
