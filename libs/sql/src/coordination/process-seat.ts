import { Injectable } from '@nestjs/common';
import { BackgroundLoops } from '@keelson/runtime/ports';
import { SqlDatabase } from '../persistence/ports.js';
import { Leases, type Lease } from './leases.js';

/** Seats that are kept count of. Processes beyond them have none, and know of the others all the same. */
const seats = 64;
const leaseSeconds = 15;
/** Milliseconds between two renewals, which is also how long a newcomer stays unnoticed at most. */
const renewEveryMs = 4_000;

/**
 * That this process runs, as a lease in the database: so each knows whether it has the database to itself. A row that is
 * locked by no transaction of the only process is locked by somebody else.
 */
@Injectable()
export class ProcessSeat {
  private lease: Lease | null = null;

  constructor(
    private readonly leases: Leases,
    private readonly database: SqlDatabase,
    loops: BackgroundLoops,
  ) {
    loops.add({
      name: 'process-counter',
      title: 'The process counter',
      everyMs: renewEveryMs,
      atStart: true,
      across: 'counts the processes of the installation',
      round: () => this.count(),
      // A lease that can't be given back ends by itself.
      onStop: async () => this.lease?.release().catch(() => undefined),
    });
  }

  private async count(): Promise<void> {
    const renewed = this.lease && (await this.leases.renew([this.lease], leaseSeconds));
    this.lease = renewed?.[0] ?? (await this.take());
    const held = await this.leases.countHeld(seatName(''));
    this.database.connections.rows.isAlone = held <= (this.lease ? 1 : 0);
  }

  private async take(): Promise<Lease | null> {
    for (let n = 0; n < seats; n += 1) {
      const lease = await this.leases.claim(seatName(n), leaseSeconds);
      if (lease) return lease;
    }
    return null;
  }
}

const seatName = (seat: number | '') => `process:${seat}`;
