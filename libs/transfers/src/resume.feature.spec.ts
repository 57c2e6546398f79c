import { asOrganization, withContext } from '@keelson/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import type { JobAttempt } from '@keelson/jobs';
import { Database } from '@keelson/sql';
import { ExportRows } from './export-rows.js';
import { ImportRows } from './import-rows.js';
import { JobFiles } from '@keelson/jobs/ports';

let app: TestApp;
let owner: SignedIn;

beforeAll(async () => {
  app = await startApp();
  owner = await app.signUp();
});
afterAll(() => app?.close());

class Killed extends Error {}

/**
 * Attempts at one job of which each is killed in its second batch, at the moment before the transaction commits; a third
 * one in the first, after it committed.
 */
class DyingAttempts {
  readonly id = randomUUID();
  checkpoint: object | null = null;
  attempts = 0;

  async finish<T>(run: (attempt: JobAttempt) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await asOrganization(owner.organizationId, () =>
          withContext({ causedBy: owner.userId }, () => run(this.next())),
        );
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
  }

  private next(): JobAttempt {
    this.attempts += 1;
    let saves = 0;
    return {
      id: this.id,
      number: this.attempts,
      checkpoint: this.checkpoint && (JSON.parse(JSON.stringify(this.checkpoint)) as object),
      signal: new AbortController().signal,
      progress: () => undefined,
      writeFile: () => Promise.reject(new Error('No file.')),
      save: (checkpoint) => {
        saves += 1;
        if (saves > 1) throw new Killed();
        this.checkpoint = checkpoint;
        return Promise.resolve();
      },
    };
  }
}

const upload = (text: string, chunk: number) =>
  asOrganization(owner.organizationId, async () => {
    const files = app.get(JobFiles);
    const id = randomUUID();
    const bytes = Buffer.from(text);
    await files.create({ id, name: 'upload', mediaType: 'text/csv', jobId: null });
    for (let at = 0, number = 0; at < bytes.length; at += chunk, number += 1)
      await files.append(id, number, bytes.subarray(at, at + chunk));
    await files.grow(id, { bytes: bytes.length, lines: text.trimEnd().split('\n').length, complete: true });
    return id;
  });
const textOf = (id: string) =>
  asOrganization(owner.organizationId, async () => {
    const pieces: Buffer[] = [];
    for await (const piece of app.get(JobFiles).chunks(id)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  });

it('an import and an export that are killed in every batch lose no line and double none', async () => {
  const lines = Array.from({ length: 900 }, (_, index) => {
    const sku = index % 150 === 7 ? 'SAME' : `R-${String(index).padStart(5, '0')}`;
    return `${sku},Rope,"${'ü'.repeat(700)}\n${index}",${index % 90 === 8 ? 'x' : index},EUR,1`;
  });
  const fileId = await upload(`sku,name,description,price,currency,stock\n${lines.join('\n')}`, 262_144);
  const importing = new DyingAttempts();
  const order = { path: 'products', format: 'csv', fileId } as const;
  const result = await importing.finish((attempt) => app.get(ImportRows).run(order, attempt));
  // Six lines have the same sku, and ten a price that is none.
  expect(result).toEqual({ lines: 900, accepted: 885, refused: 15, reported: 15, skipped: 901 });
  expect(importing.attempts).toBeGreaterThan(5);
  const report = (await textOf(importing.id)).trim().split('\n');
  expect(new Set(report).size).toBe(15);
  expect(await textOf(fileId)).toBe('');

  const exporting = new DyingAttempts();
  const exported = await exporting.finish((attempt) =>
    app.get(ExportRows).run({ path: 'products', format: 'ndjson', query: '{"sort":"createdAt"}' }, attempt),
  );
  expect(exported.rows).toBe(885);
  expect(exporting.attempts).toBeGreaterThan(2);
  const skus = (await textOf(exporting.id))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { sku: string }).sku);
  expect(skus.toSorted()).toEqual(
    [
      'SAME',
      ...Array.from({ length: 900 }, (_, index) => index)
        .filter((index) => index % 150 !== 7 && index % 90 !== 8)
        .map((index) => `R-${String(index).padStart(5, '0')}`),
    ].toSorted(),
  );
}, 120_000);

it('an import that loses a part of its file says so, and is not done', async () => {
  const lines = Array.from({ length: 40 }, (_, at) => `${at % 2 ? 'X' : 'Y'}-${at},Rope,,1,EUR,1\n`);
  const fileId = await upload(`sku,name,description,price,currency,stock\n${lines.join('')}`, 262_144);
  const half = Buffer.from(lines.slice(0, 20).join(''));
  await asOrganization(owner.organizationId, () =>
    app
      .get(Database)
      .write('UPDATE job_chunks SET content = ? WHERE file_id = ? AND organization_id = ?', [
        Buffer.concat([Buffer.from('sku,name,description,price,currency,stock\n'), half]),
        fileId,
        owner.organizationId,
      ]),
  );
  const importing = new DyingAttempts();
  const order = { path: 'products', format: 'csv', fileId } as const;
  await expect(importing.finish((attempt) => app.get(ImportRows).run(order, attempt))).rejects.toThrow(
    /^jobs\.lines_unaccounted: The file has 41 lines \(\d+ bytes\), but the import read 21 lines \(\d+ bytes\)\. Lines with a row: 20, of which 20 were accepted and 0 refused\. Lines without a row: 1\./,
  );
});
