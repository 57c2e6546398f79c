import { asOrganization, Jobs } from '@keelson/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  claimServers,
  Diary,
  note,
  open,
  organizationId,
  storedNote,
  type QueueApplication,
  type QueueServers,
} from '../../../../../test/support/queue-application.js';
import { whileOpen } from '../../../../../test/support/while-open.js';
import { Database } from '@keelson/sql';
import { JobInterventions } from '../job-interventions.js';
import { JobMarks } from '../job-marks.js';
import { Job, TakenOverError, type JobAttempt } from '../index.js';
import { JobFiles } from './job-files.js';

let servers: QueueServers;
let app: QueueApplication;

beforeAll(async () => {
  servers = await claimServers();
  app = await open({ diary: new Diary(), url: servers.database.url, redisUrl: servers.queueUrl });
});
afterAll(async () => {
  await app?.close();
  await servers.drop();
});
afterEach(() => vi.restoreAllMocks());

const enqueue = (text: string, job = note) =>
  asOrganization(organizationId, () => app.get(Jobs).enqueue(job, { text }));
const file = { name: 'report.csv', mediaType: 'text/csv' };

async function contentOf(id: string): Promise<string> {
  return asOrganization(organizationId, async () => {
    const found = await app.get(JobFiles).find(id);
    if (!found?.complete) return 'none';
    const pieces: Buffer[] = [];
    for await (const piece of app.get(JobFiles).content(found)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  });
}
const chunksOf = (id: string) => app.sql('SELECT number FROM job_chunks WHERE file_id = ?', [id]);

describe('the last progress of a job', () => {
  it.each(['done', 'dead'])('is kept when it ends as %s while its write is under way', async (state) => {
    let release = (): void => undefined;
    const ended = new Promise<void>((resolve) => (release = resolve));
    const marks = app.get(JobMarks);
    const write = marks.progressed.bind(marks);
    const late: Promise<boolean>[] = [];
    vi.spyOn(marks, 'progressed').mockImplementation((...told) => {
      const written = ended.then(() => write(...told));
      late.push(written);
      return written;
    });
    const text = `last ${state}`;
    app.diary.on(text, (_, attempt) => {
      attempt.progress(7, 7);
      if (state === 'dead') throw new TypeError('broken');
    });
    const job = await enqueue(text);
    await (state === 'dead' ? app.change('UPDATE jobs SET max_attempts = 1 WHERE id = ?', [job.id]) : null);
    await app.reaches(job, state);
    expect((await app.row(job))['progress']).toEqual({ done: 7, total: 7 });
    release();
    await Promise.all(late);
    expect((await app.row(job))['progress']).toEqual({ done: 7, total: 7 });
  });
});

describe('a job', () => {
  it('whose result is too large is given up at once, and says what to do', async () => {
    app.diary.on('large', () => ({ text: 'x'.repeat(70_000) }));
    const job = await enqueue('large');
    await app.reaches(job, 'dead');
    expect(await app.row(job)).toMatchObject({
      attempt: 1,
      problem: {
        code: 'jobs.result_too_large',
        title: "The job's result is too large",
        detail:
          'The result has 70011 bytes; the maximum is 65536. Write a file with attempt.writeFile(), and return a summary.',
      },
    });
  });

  it('leaves a file, which another attempt replaces', async () => {
    const long = 'ü'.repeat(400_000);
    app.diary.on('twice', async (_, attempt) => {
      const content = attempt.number === 1 ? [long, long, 'end'] : ['short'];
      const { bytes } = await attempt.writeFile(file, content);
      if (attempt.number > 1) return { bytes };
      expect(await contentOf(attempt.id)).toBe(long + long + 'end');
      throw new Error('not yet');
    });
    const job = await enqueue('twice');
    await app.reaches(job, 'done');
    expect((await app.row(job))['result']).toEqual({ bytes: 5 });
    expect(await contentOf(job.id)).toBe('short');
    expect(await chunksOf(job.id)).toHaveLength(1);
  });

  it('leaves none when what it writes breaks off', async () => {
    app.diary.on('half', async (_, attempt) => {
      const content = (function* () {
        yield 'x'.repeat(300_000);
        throw new Error('broken');
      })();
      await expect(attempt.writeFile(file, content)).rejects.toThrow('broken');
    });
    const job = await enqueue('half');
    await app.reaches(job, 'done');
    expect(await contentOf(job.id)).toBe('none');
    expect(await chunksOf(job.id)).toEqual([]);
  });

  it('leaves it with its mark or not at all, when its effects are in the database', async () => {
    app.diary.on('stored', async (_, attempt) => {
      await attempt.writeFile(file, [`attempt ${attempt.number}`]);
      if (attempt.number === 1) throw new Error('not yet');
    });
    const job = await enqueue('stored', storedNote);
    await app.reaches(job, 'delayed');
    expect(await chunksOf(job.id)).toEqual([]);
    await app.reaches(job, 'done');
    expect(await contentOf(job.id)).toBe('attempt 2');
  });

  it('no longer writes when it is over', async () => {
    let late: JobAttempt | undefined;
    app.diary.on('over', async (_, attempt) => {
      late = attempt;
      await attempt.writeFile(file, ['mine']);
    });
    const job = await enqueue('over');
    await app.reaches(job, 'done');
    await expect(asOrganization(organizationId, () => late?.writeFile(file, ['late']))).rejects.toThrow(
      TakenOverError,
    );
    expect(await contentOf(job.id)).toBe('mine');
  });

  it('is refused a name that could break a header, and a file that no organization could read', async () => {
    const faults: unknown[] = [];
    const kept = (work: Promise<unknown>) => work.catch((error: unknown) => void faults.push(error));
    app.diary.on('named', async (_, attempt) => {
      for (const name of ['', '../x', 'a"b', 'a\r\nb', 'ü.csv', 'x'.repeat(151)])
        await kept(attempt.writeFile({ name, mediaType: 'text/csv' }, []));
      for (const mediaType of ['', 'csv', 'text/csv\r\nx: y', `text/${'x'.repeat(100)}`])
        await kept(attempt.writeFile({ name: 'a.csv', mediaType }, []));
    });
    await app.reaches(await enqueue('named'), 'done');
    expect(faults.map((error) => (error as Error).name)).toEqual(Array(10).fill('TypeError'));
    app.diary.on('nobody', (_, attempt) => kept(attempt.writeFile(file, [])));
    await app.reaches(await app.get(Jobs).enqueue(note, { text: 'nobody' }), 'done');
    expect(String(faults.at(-1))).toContain('no organization could read');
  });

  it('that is cancelled leaves nothing that can be read, and asks for it to be deleted', async () => {
    app.diary.on('endless', async (signal, attempt) => {
      await attempt.writeFile(file, ['for nobody']);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    const job = await enqueue('endless');
    await vi.waitFor(async () => expect(await contentOf(job.id)).toBe('for nobody'), { timeout: 15_000 });
    await app.get(JobInterventions).cancel({ id: job.id, state: 'active', organizationId } as Job);
    await app.change('UPDATE jobs SET cancel_requested = TRUE WHERE id = ?', [job.id]);
    await app.reaches(job, 'cancelled');
    expect(await contentOf(job.id)).toBe('none');
    expect(await app.sql("SELECT id FROM jobs WHERE queue = 'jobs.purge-files'")).toHaveLength(1);
  });
});

describe('the files of an organization', () => {
  it('are not more than 200, also when two begin one for the last place at the same time', async () => {
    const other = randomUUID();
    const create = () =>
      asOrganization(other, () =>
        app
          .get(JobFiles)
          .create({ ...file, id: randomUUID(), jobId: null })
          .then(
            () => 'begun',
            (error: { code?: unknown }) => error.code,
          ),
      );
    for (let made = 0; made < 199; made += 1) await create();
    expect(await whileOpen(app.get(Database), create, create, 'job_files')).toBe('jobs.too_many_files');
    expect(await create()).toBe('jobs.too_many_files');
    const [kept] = await app.sql('SELECT id FROM job_files WHERE organization_id = ? LIMIT 1', [other]);
    await asOrganization(other, () => app.get(JobFiles).remove(String(kept?.['id'])));
    expect(await create()).toBe('begun');
    expect(await app.sql('SELECT id FROM job_files WHERE organization_id = ?', [other])).toHaveLength(200);
  });
});
