import { readFileSync } from 'node:fs';
import type { ServerSlot } from '../server-slot.js';

/** Points of progress at which memory is read. */
const points = 10;

export interface MemoryPoint {
  readonly what: string;
  readonly done: number;
  readonly mebibytes: number;
}

/** Reads a process's memory at even steps of a job, and kills it once at given ones. */
export class WorkerWatch {
  readonly points: MemoryPoint[] = [];
  private readonly kills: number[];
  private next = 1;
  killed = 0;

  constructor(
    private readonly what: string,
    private readonly worker: ServerSlot,
    killAt: readonly number[],
  ) {
    this.kills = [...killAt];
  }

  /** Whether each kill has struck. */
  get isOver(): boolean {
    return this.kills.length === 0;
  }

  /** @param part of the job that is done, from 0 to 1 */
  async see(part: number): Promise<void> {
    if (part * points >= this.next) {
      this.next = Math.floor(part * points) + 1;
      this.points.push({ what: this.what, done: part, mebibytes: residentMebibytes(this.worker.pid) });
    }
    const [kill] = this.kills;
    if (kill === undefined || part < kill || part >= 1) return;
    this.kills.shift();
    this.killed += 1;
    await this.worker.end('SIGKILL');
    await this.worker.settle();
  }
}

/** @returns NaN for a process that is not there */
export function residentMebibytes(pid: number | null): number {
  try {
    const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kibibytes) / 1_024);
  } catch {
    return Number.NaN;
  }
}
