import { Injectable } from '@nestjs/common';
import { type Lease, Leases } from '@keelson/sql/ports';
import { slotCount } from '@keelson/sql/ports';

const leaseSeconds = 10;
/** Between two renewals, and between two looks for a slot that another process has left. */
const renewEveryMs = 3_000;
const seekEveryMs = 1_000;

/**
 * The slots that this process relays. Each relaying process takes a seat; the slots are shared out evenly over the seats
 * that are taken, so a newcomer gets its part and the part of one that is gone goes to the others.
 */
@Injectable()
export class RelaySlots {
  private slots = new Map<number, Lease>();
  private seat: Lease | null = null;
  private due = 0;

  constructor(private readonly leases: Leases) {}

  /** The slots held now; renews them and takes or gives some first, when that is due. */
  async held(): Promise<ReadonlyMap<number, Lease>> {
    if (performance.now() >= this.due) await this.share();
    return this.slots;
  }

  /** Gives all back; the process ends. */
  async leave(): Promise<void> {
    const all = [...this.slots.values(), ...(this.seat ? [this.seat] : [])];
    this.slots = new Map();
    this.seat = null;
    await Promise.all(all.map((lease) => lease.release()));
  }

  private async share(): Promise<void> {
    const mine = [...(this.seat ? [this.seat] : []), ...this.slots.values()];
    const renewed = new Set(await this.leases.renew(mine, leaseSeconds));
    this.seat = this.seat && renewed.has(this.seat) ? this.seat : await this.takeSeat();
    const seats = await this.leases.countHeld(seatName(''));
    const share = Math.ceil(slotCount / Math.max(seats, 1));
    const next = new Map([...this.slots].filter(([, lease]) => renewed.has(lease)).slice(0, share));
    for (const [slot, lease] of this.slots) if (!next.has(slot)) await lease.release();
    // From a place of its own, so that processes which start together don't ask for the same.
    const start = Math.floor(Math.random() * slotCount);
    for (let n = 0; n < slotCount && next.size < share; n += 1) {
      const slot = (start + n) % slotCount;
      const taken = next.has(slot) ? null : await this.leases.claim(slotName(slot), leaseSeconds);
      if (taken) next.set(slot, taken);
    }
    this.slots = next;
    this.due = performance.now() + (next.size < share ? seekEveryMs : renewEveryMs);
  }

  /** More processes than seats: the last ones have none, and what is left over. */
  private async takeSeat(): Promise<Lease | null> {
    for (let n = 0; n < slotCount; n += 1) {
      const seat = await this.leases.claim(seatName(n), leaseSeconds);
      if (seat) return seat;
    }
    return null;
  }
}

const slotName = (slot: number) => `relay:${slot}`;
const seatName = (seat: number | '') => `relay-seat:${seat}`;
