import { maybeContext } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Database } from '../persistence/ports.js';

/**
 * Lets transactions that count something before they add to it do so one after the other, in all processes. Where there is
 * a row that stands for what is counted, lock that row instead. There are 256 turns: two things may share one.
 */
@Injectable()
export class Turns {
  constructor(private readonly database: Database) {}

  /**
   * Waits until no other transaction has the turn for this, and keeps it to the end of the present one. What is counted
   * afterwards is what the one before has committed.
   * @param what such as `memberships:<user id>`
   * @throws Error outside a transaction
   */
  async take(what: string): Promise<void> {
    if (!maybeContext()?.unit) throw new Error(`Turns.take("${what}") must be called inside a transaction.`);
    const [slot = 0] = createHash('sha1').update(what).digest();
    await this.database.read('SELECT slot FROM turns WHERE slot = ? FOR UPDATE', [slot]);
  }
}
