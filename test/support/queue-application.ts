import { defineJob, Text, type UnitOfWork } from '@keelson/kernel';
import { Module, type DynamicModule, type INestApplicationContext, type LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { inspect } from 'node:util';
import pg from 'pg';
import { vi } from 'vitest';
import { PLATFORM_OPTIONS } from '../../libs/platform/src/platform-options.js';
import { JobProcessor, QueueModule, type JobAttempt } from '../../libs/platform/src/queue/index.js';

/** For the specs of the queue: an application with two jobs, and a diary of what they did. */

export const organizationId = '01890a5d-ac96-774b-bcce-b302099a8057';
export const userId = '01890a5d-ac96-774b-bcce-b302099a8058';

export class Note {
  @Text({ max: 40 })
  text!: string;
}

export const note = defineJob('trial.note', Note, { attempts: 3 });
export const briefNote = defineJob('trial.brief-note', Note, { attempts: 2 });

interface Line {
  readonly text: string;
  readonly id: string;
  readonly attempt: number;
  readonly at: number;
  answer?: unknown;
}

export class Diary {
  readonly lines: Line[] = [];
  private readonly acts = new Map<string, (signal: AbortSignal) => unknown>();

  /** What the job does on a text. */
  on(text: string, act: (signal: AbortSignal) => unknown): void {
    this.acts.set(text, act);
  }

  async write(text: string, { id, number, signal }: JobAttempt): Promise<void> {
    const line: Line = { text, id, attempt: number, at: Date.now() };
    this.lines.push(line);
    line.answer = await this.acts.get(text)?.(signal);
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

  run(payload: Note, attempt: JobAttempt): Promise<void> {
    return this.diary.write(payload.text, attempt);
  }
}

@JobProcessor(briefNote, { timeoutMs: 300 })
class WriteBriefNote {
  constructor(private readonly diary: Diary) {}

  run(payload: Note, attempt: JobAttempt): Promise<void> {
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

@Module({})
class Settings {
  static with(values: object): DynamicModule {
    const provider = { provide: PLATFORM_OPTIONS, useValue: values };
    return { module: Settings, global: true, providers: [provider], exports: [provider] };
  }
}

export interface QueueApplication {
  readonly diary: Diary;
  /** What this and other applications of the process have logged since this one was opened. */
  readonly log: Log;
  get: INestApplicationContext['get'];
  close(): Promise<void>;
}

interface Opening {
  readonly role: 'all' | 'api' | 'worker';
  readonly diary: Diary;
  readonly url: string;
}

export async function open({ role, diary, url }: Opening): Promise<QueueApplication> {
  const onRedis = url.startsWith('redis:');
  const settings = {
    role,
    queue: { redisUrl: onRedis ? url : null },
    database: { url, poolSize: 2, statementTimeoutMs: 5_000, connectTimeoutMs: 5_000 },
  };
  const log = new Log();
  const module = await Test.createTestingModule({
    imports: [Settings.with(settings), QueueModule],
    providers: [{ provide: Diary, useValue: diary }, WriteNote, WriteBriefNote],
  })
    .setLogger(log)
    .compile();
  await module.init();
  let closing: Promise<void> | undefined;
  return { diary, log, get: module.get.bind(module), close: () => (closing ??= module.close()) };
}

/** An operation's transaction, as the queue sees it; rolled back unless it is committed. */
export class CommitLater implements UnitOfWork {
  private readonly effects: (() => void | Promise<void>)[] = [];

  afterCommit(effect: () => void | Promise<void>): void {
    this.effects.push(effect);
  }

  async commit(): Promise<void> {
    for (const effect of this.effects) await effect();
  }
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
