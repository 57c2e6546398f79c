import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as wait } from 'node:timers/promises';
import { articlesCsv } from '../../data/csv.js';
import { costOf, type Background } from '../control.js';

interface Job {
  readonly state: string;
  readonly location: string;
  readonly result: { readonly accepted: number; readonly refused: number } | null;
}

/** Longest that an import is waited for, in milliseconds. */
const patienceMs = 300_000;

/**
 * The upload, and the job that makes a row of each line, of an application with ArticlesModule; the events of the rows are
 * relayed meanwhile.
 */
export function importsOf(application: NestFastifyApplication, token: string): Background {
  const ask = async (method: 'GET' | 'POST', path: string, file?: string): Promise<Job> => {
    const { statusCode, payload } = await application.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${token}`, ...(file && { 'content-type': 'text/csv' }) },
      ...(file && { payload: file }),
    });
    if (statusCode >= 300) throw new Error(`bench: ${method} ${path} returned ${statusCode}: ${payload}`);
    return JSON.parse(payload) as Job;
  };
  return {
    burst(count) {
      const file = articlesCsv(count);
      return costOf(async () => {
        const { location } = await ask('POST', '/v1/articles/import', file);
        const path = location.replace(/^https?:\/\/[^/]+/, '');
        const deadline = performance.now() + patienceMs;
        let job = await ask('GET', path);
        while (job.state !== 'done' && job.state !== 'dead' && performance.now() < deadline) {
          await wait(50);
          job = await ask('GET', path);
        }
        if (job.state !== 'done' || job.result?.accepted !== count)
          throw new Error(`bench: an import of ${count} lines ended as ${JSON.stringify(job).slice(0, 500)}`);
      });
    },
    close: () => application.close(),
  };
}
