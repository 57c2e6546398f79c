import { ServerClock } from '@keelson/platform';
import type { Subject } from '../subject.js';
import { Draws } from './draws.js';

const hourS = 3_600;
const dayS = 24 * hourS;

/** How far one sequence has moved the clock of the application. */
export class MovedClock {
  private seconds = 0;

  constructor(private readonly subject: Subject) {}

  /** Puts it ahead by what the seed draws: hours, days, months, or to just before the next change to or from daylight saving. */
  async advance(seed: number): Promise<void> {
    const now = this.subject.application.get(ServerClock, { strict: false }).now();
    const draws = new Draws(seed);
    this.seconds += draws.pick([hourS, dayS, 8 * dayS, 31 * dayS, secondsToClockChange(now)]);
    await this.subject.moveClock?.(this.seconds);
  }

  async putRight(): Promise<void> {
    if (this.seconds !== 0) await this.subject.moveClock?.(0);
    this.seconds = 0;
  }

  /** Does work by the right clock, then goes on by the moved one. */
  async meanwhile<T>(work: () => Promise<T>): Promise<T> {
    const { seconds } = this;
    await this.putRight();
    try {
      return await work();
    } finally {
      this.seconds = seconds;
      if (seconds !== 0) await this.subject.moveClock?.(seconds);
    }
  }
}

/** Until a minute before 01:00 UTC of the next last Sunday of March or October, when Europe's clocks change. */
export function secondsToClockChange(now: Date): number {
  const year = now.getUTCFullYear();
  const changes = [lastSunday(year, 2), lastSunday(year, 9), lastSunday(year + 1, 2)];
  const next = changes.find((change) => change > now.getTime());
  return Math.floor(((next ?? now.getTime()) - now.getTime()) / 1_000);
}

/** @param month from 0 @returns milliseconds since 1970, at 00:59 UTC */
function lastSunday(year: number, month: number): number {
  const end = new Date(Date.UTC(year, month + 1, 0, 0, 59));
  return end.getTime() - end.getUTCDay() * dayS * 1_000;
}
