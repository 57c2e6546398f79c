import type { SentStatement } from '../subject.js';

/** A job that a statement writes; deliveries of events are the relay's. */
export interface WrittenJob {
  readonly id: string;
  readonly organizationId: string;
  /** The job's name. */
  readonly queue: string;
  /** As JSON. */
  readonly payload: string;
  /** What it is deduplicated by; null where it is not. */
  readonly key: string | null;
}

const insertOfJobs = /^\s*INSERT INTO jobs \(([^)]*)\) VALUES (\([^)]*\))/i;

export function jobsIn({ text, values }: SentStatement): WrittenJob[] {
  const [, columns, row] = insertOfJobs.exec(text) ?? [];
  if (columns === undefined || row === undefined) return [];
  const names = columns.split(',').map((name) => name.trim());
  const width = row.split(/\?|\$\d+/).length - 1;
  return Array.from({ length: values.length / width }, (_, at) => at * width).flatMap((at) => {
    const value = (name: string) => values[at + names.indexOf(name)];
    if (value('kind') !== 'job') return [];
    return {
      id: String(value('id')),
      organizationId: String(value('organization_id')),
      queue: String(value('queue')),
      payload: String(value('payload')),
      key: (value('dedupe_key') ?? null) as string | null,
    };
  });
}
