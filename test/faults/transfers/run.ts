import { setTimeout as pause } from 'node:timers/promises';
import { type Engine, openSql } from '@keelson/testing/servers';
import { sendRequest } from '../http-request.js';
import { Installation } from '../installation.js';
import { Lines, Sum } from './lines.js';
import { residentMebibytes, WorkerWatch, type MemoryPoint } from './worker-watch.js';

export interface TransferRun {
  readonly engine: Engine;
  readonly rows: number;
  /** Parts of each job, from 0 to 1, after which its process is killed. */
  readonly kills: readonly number[];
  readonly say: (line: string) => void;
  readonly opened: (close: () => Promise<void>) => void;
}

/** The heap that a process may have, in MiB: 300 bytes kept of each row that one process sees, a third, would not fit. */
const heapMebibytes = 128;
/** What may be between the least and the most memory of one process once it is warm, in MiB. */
const flatMebibytes = 60;
/** Milliseconds between two looks once nothing is left to be done to the worker; each look costs two processes. */
const restMs = 250;
/** Milliseconds between two lines of progress. */
const tellEveryMs = 30_000;
/** Rows from which on a process is warm long enough to be judged by its memory. */
const judgedFrom = 100_000;

interface JobView {
  readonly state: string;
  readonly attempt: number;
  readonly progress: { readonly done: number; readonly total?: number } | null;
  readonly result: Readonly<Record<string, number>> | null;
}

/**
 * A file goes in and comes out again, while the process that does it is killed on each way.
 * @returns what was lost, doubled or grew; nothing when all is well
 */
export async function runTransfers({
  engine,
  rows,
  kills,
  say,
  opened,
}: TransferRun): Promise<readonly string[]> {
  const installation = await Installation.start(engine, {
    IMPORT_LIMIT_BYTES: '1000000000',
    LEDGER_RECORDER: 'http://127.0.0.1:9',
    // With memory to spare the collector lets garbage lie, and what is kept can't be told from it.
    NODE_OPTIONS: `--max-old-space-size=${heapMebibytes}`,
  });
  opened(() => installation.remove());
  try {
    await installation.arrange('transfers');
    await Promise.all(installation.slots.map((slot) => slot.settle()));
    return await new Transfers(installation, new Lines(rows), kills, say).run();
  } finally {
    await installation.remove();
  }
}

class Transfers {
  private readonly findings: string[] = [];
  private readonly url: string;
  private token = '';

  constructor(
    private readonly installation: Installation,
    private readonly lines: Lines,
    private readonly kills: readonly number[],
    private readonly say: (line: string) => void,
  ) {
    this.url = installation.slots[0]?.url ?? '';
  }

  async run(): Promise<readonly string[]> {
    const expected = this.lines.sum();
    const refused = this.lines.refused();
    await this.signUp();
    const began = performance.now();
    const upload = await this.upload();
    const stored = performance.now();
    const imported = await this.watch('import', upload);
    const taken = performance.now();
    this.equal('the result of the import', imported.result, {
      lines: this.lines.count,
      accepted: expected.count,
      refused: refused.length,
      reported: Math.min(refused.length, 10_000),
      // The header.
      skipped: 1,
    });
    await this.compareReport(upload, refused);
    const order = await this.post(`/v1/products/export?sort=createdAt&fields=${this.lines.header}`);
    const told = performance.now();
    const exported = await this.watch('export', order);
    this.equal('the rows of the export', exported.result?.['rows'], expected.count);
    const written = performance.now();
    const sum = await this.download(order);
    this.equal('what came out', String(sum), String(expected));
    await this.compareTables(expected.count);
    const seconds = (from: number, to: number) => `${((to - from) / 1_000).toFixed(1)} s`;
    this.say(
      `${this.installation.engine}, ${this.lines.count} lines: upload ${seconds(began, stored)}, import ${seconds(stored, taken)} (${Math.round((this.lines.count * 1_000) / (taken - stored))} rows/s), export ${seconds(told, written)}, download ${seconds(written, performance.now())}; out came ${String(sum)}; api ${this.apiMemory()} MiB`,
    );
    return this.findings;
  }

  private async watch(what: string, location: string): Promise<JobView> {
    const [, worker] = this.installation.slots;
    if (!worker) throw new Error('There is no worker to kill.');
    const watch = new WorkerWatch(what, worker, this.kills);
    let told = performance.now();
    for (;;) {
      const job = (await sendRequest('GET', `${this.url}${location}`, { token: this.token })).json as JobView;
      if (job.state === 'dead' || job.state === 'cancelled') throw new Error(`The ${what} is ${job.state}.`);
      const { done, total } = job.progress ?? { done: 0 };
      const part = job.state === 'done' ? 1 : total ? done / total : 0;
      await watch.see(part);
      if (!worker.current)
        throw new Error(`The worker ended by itself at ${Math.floor(part * 100)} %: ${worker.log.at(-1)}`);
      if (performance.now() > told + tellEveryMs) {
        told = performance.now();
        this.say(`  ${what}: ${Math.floor(part * 100)} %, killed ${watch.killed} times`);
      }
      if (job.state === 'done') {
        this.tell(watch.points);
        this.say(`  ${what}: killed ${watch.killed} times, done at attempt ${job.attempt}`);
        // An export of few rows is over before anybody looks.
        if (watch.killed < this.kills.length && (what === 'import' || this.lines.count >= judgedFrom))
          this.findings.push(`the ${what} was over before its worker could be killed`);
        return job;
      }
      await pause(watch.isOver ? restMs : 20);
    }
  }

  private tell(points: readonly MemoryPoint[]): void {
    this.say(
      `  ${points[0]?.what}: worker ${points.map(({ done, mebibytes }) => `${Math.round(done * 100)} % ${mebibytes} MiB`).join(', ')}`,
    );
    const warm = points.slice(3).map(({ mebibytes }) => mebibytes);
    const grown = Math.max(...warm) - Math.min(...warm);
    if (this.lines.count >= judgedFrom && grown > flatMebibytes)
      this.findings.push(`memory is not flat: ${grown} MiB between points`);
  }

  private async upload(): Promise<string> {
    const file = this.lines.file();
    const pieces = function* (): Generator<Buffer> {
      let held = '';
      for (const line of file) {
        held += line;
        if (held.length < 65_536) continue;
        yield Buffer.from(held);
        held = '';
      }
      yield Buffer.from(held);
    };
    const answer = await fetch(`${this.url}/v1/products/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'text/csv' },
      body: ReadableStream.from(pieces()),
      duplex: 'half',
    });
    if (answer.status !== 202) throw new Error(`The upload was answered with ${answer.status}.`);
    return ((await answer.json()) as { location: string }).location;
  }

  private async compareReport(location: string, refused: readonly number[]): Promise<void> {
    const { text } = await sendRequest('GET', `${this.url}${location}/file`, { token: this.token });
    const told = text
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { line: number }).line);
    this.equal('the lines that the report tells', told.join(), refused.slice(0, 10_000).join());
  }

  private async download(location: string): Promise<Sum> {
    const answer = await fetch(`${this.url}${location}/file`, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    if (!answer.body) throw new Error(`The file was answered with ${answer.status}.`);
    const sum = new Sum();
    let rest = '';
    let isFirst = true;
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!isFirst) sum.add(line);
        isFirst = false;
      }
    }
    return sum;
  }

  /** Each row has one audit entry and one event; no upload is left. */
  private async compareTables(rows: number): Promise<void> {
    const sql = await openSql(this.installation.engine, this.installation.databaseUrl);
    try {
      for (const [what, statement] of [
        ['products', 'SELECT COUNT(*) AS found, COUNT(DISTINCT sku) AS different FROM products'],
        [
          'audit entries',
          "SELECT COUNT(*) AS found, COUNT(DISTINCT subject_id) AS different FROM audit_entries WHERE action = 'products:import' AND kind = 'created'",
        ],
        [
          'events',
          "SELECT COUNT(*) AS found, COUNT(DISTINCT aggregate_id) AS different FROM outbox_events WHERE type = 'product.created'",
        ],
      ] as const) {
        const [row] = await sql.query(statement);
        this.equal(what, `${Number(row?.['found'])} ${Number(row?.['different'])}`, `${rows} ${rows}`);
      }
      const [left] = await sql.query("SELECT COUNT(*) AS found FROM job_files WHERE name = 'upload'");
      this.equal('uploads that are left', Number(left?.['found']), 0);
    } finally {
      await sql.end();
    }
  }

  private async signUp(): Promise<void> {
    const [email, password] = ['ada@example.com', 'correct horse battery'];
    const body = { email, password, name: 'Ada', organization: 'Ropes' };
    await sendRequest('POST', `${this.url}/v1/auth/sign-up`, { body });
    const grant = { grant_type: 'password', username: email, password };
    const { json } = await sendRequest('POST', `${this.url}/v1/auth/token`, { body: grant });
    this.token = (json as { access_token: string }).access_token;
  }

  private async post(path: string): Promise<string> {
    const { status, json } = await sendRequest('POST', `${this.url}${path}`, { token: this.token });
    if (status !== 202) throw new Error(`${path} was answered with ${status}.`);
    return (json as { location: string }).location;
  }

  private apiMemory(): number {
    return residentMebibytes(this.installation.slots[0]?.pid ?? null);
  }

  private equal(what: string, found: unknown, expected: unknown): void {
    const [is, wanted] = [JSON.stringify(found), JSON.stringify(expected)];
    if (is !== wanted)
      this.findings.push(`${what}: ${String(is).slice(0, 300)} instead of ${wanted.slice(0, 300)}`);
  }
}
