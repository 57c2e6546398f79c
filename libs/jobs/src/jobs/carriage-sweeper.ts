import { Injectable } from '@nestjs/common';
import { Database, paddedToPowerOfTwo } from '@keelson/sql/ports';
import { JobTransport } from '../queue/ports.js';
import { carriageId } from './carriage.js';
import { marks } from './job-sql.js';
import { ProcessorRegistry } from './processor-registry.js';

/** The length of a job's id, before the number of the attempt. */
const idLength = 36;

/** Ends in BullMQ what is over by its row: a worker may die between the two, and BullMQ would keep the payload for ever. */
@Injectable()
export class CarriageSweeper {
  /** Found at the last sweep: their workers may be about to end them. */
  private over = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly transport: JobTransport,
    private readonly processors: ProcessorRegistry,
  ) {}

  /** @throws Error when BullMQ's server is away */
  async sweep(): Promise<void> {
    if (this.transport.away) return;
    const before = this.over;
    this.over = new Set();
    for (const queue of this.processors.names())
      for (const id of await this.overIn(queue))
        if (before.has(id)) await this.transport.fail(queue, id, 'The job has already ended.');
        else this.over.add(id);
  }

  private async overIn(queue: string): Promise<string[]> {
    const carried = await this.transport.running(queue);
    if (carried.length === 0) return [];
    const ids = paddedToPowerOfTwo([...new Set(carried.map((id) => id.slice(0, idLength)))].sort());
    const rows = await this.database.read<{ id: string; attempt: number }>(
      `SELECT id, attempt FROM jobs WHERE id IN (${marks(ids)}) AND state = 'active'`,
      ids,
    );
    const active = new Set(rows.map(({ id, attempt }) => carriageId(id, attempt)));
    return carried.filter((id) => !active.has(id));
  }
}
