import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from './installation.js';
import { passagesOf, pointsOf } from './points.js';
import type { Random } from './random.js';
import type { Role, ServerSlot } from './server-slot.js';

/** What else is done to a process, and how often against the others. */
const ends = ['kill', 'kill', 'kill', 'kill', 'kill', 'kill', 'terminate', 'freeze'] as const;
type End = (typeof ends)[number] | { readonly point: string };

/** What a process lives longer when there were kills enough for now, or work enough behind. */
const longerMs = 15_000;

export interface ChaosOptions {
  /** Times that each of these points is to be hit. */
  readonly hits: number;
  /** Which points; all unless said otherwise. */
  readonly only?: readonly string[];
  /** Milliseconds between two faults of the servers behind: the database and Redis; null for none. */
  readonly serversEveryMs: readonly [number, number] | null;
  /** Milliseconds that a process is frozen: longer than a lease. */
  readonly freezeMs: number;
  /** Milliseconds that a process which is to die at a point is waited for. */
  readonly patienceMs: number;
  /** How many of the processes, from 0 to 1, have a clock that is wrong by ten minutes (those that answer) or an hour. */
  readonly wrongClocks: number;
  /** Freezes alone. */
  readonly onlyFreezes?: boolean;
}

/** Kills what the driver has started, at named points and at random times, and starts it again. */
export class Chaos {
  /** Kills by where they struck. */
  readonly kills = new Map<string, number>();
  /** What was done that is no kill. */
  readonly others = new Map<string, number>();
  private readonly armed = new Map<string, number>();
  private over = false;
  private lifeMs: readonly [number, number] = [0, 0];
  private isAhead = () => false;

  constructor(
    private readonly installation: Installation,
    private readonly random: Random,
    private readonly options: ChaosOptions,
  ) {}

  get total(): number {
    return [...this.kills.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Points that were not hit often enough yet, of those that this installation's processes pass. */
  missing(): string[] {
    return this.wanted(this.installation.slots.map(({ role }) => role)).filter(
      (name) => (this.kills.get(name) ?? 0) < this.options.hits,
    );
  }

  /**
   * Goes on until {@link stop}.
   * @param lifeMs that a process lives before something is done to it
   * @param isAhead whether there were enough kills for now, or too much is behind: then processes live longer
   */
  async run(lifeMs: readonly [number, number], isAhead: () => boolean): Promise<void> {
    this.over = false;
    this.isAhead = isAhead;
    this.lifeMs = lifeMs;
    const { slots, hasRedis } = this.installation;
    await Promise.all([...slots.map((slot) => this.lives(slot, this.random.fork())), this.servers(hasRedis)]);
  }

  stop(): void {
    this.over = true;
  }

  private wanted(roles: readonly Role[]): string[] {
    return pointsOf(roles).filter((name) => this.options.only?.includes(name) ?? true);
  }

  private async lives(slot: ServerSlot, random: Random): Promise<void> {
    while (!this.over) await this.live(slot, random);
  }

  private async live(slot: ServerSlot, random: Random): Promise<void> {
    const { current } = slot;
    const end = current ? random.pick(ends) : this.choose(slot.role, random);
    const point = typeof end === 'object' ? end.point : null;
    if (point) this.armed.set(point, (this.armed.get(point) ?? 0) + 1);
    const most = point ? passagesOf(point) : 1;
    const clockMs =
      current || !random.chance(this.options.wrongClocks)
        ? 0
        : random.pick([-1, 1]) * (slot.role === 'api' ? 600_000 : 3_600_000);
    const { ready, ended } =
      current ??
      slot.begin({
        ...(point && { fault: `${point}:${random.between(1, most)}` }),
        ...(clockMs && { clockMs }),
      });
    let gone = false;
    let ours = false;
    const over = ended.then(({ code, signal }) => {
      gone = true;
      if (signal === 'SIGKILL' && !ours) this.count(this.kills, point ?? 'by somebody else');
      else if (!ours && !this.over) this.count(this.others, `ended with ${code ?? signal}`);
    });
    const wait = (ms: number) => Promise.race([this.rest(ms), over]);
    // Now and then before it is up.
    if (end === 'kill' && random.chance(0.15)) await wait(random.between(0, 2_000));
    else if (await ready) await this.meet(end, slot, random, wait);
    if (point) this.armed.set(point, (this.armed.get(point) ?? 1) - 1);
    if (gone) return;
    // Whoever is alive in the end stays, with a right clock and nowhere to die.
    if (this.over && !point && !clockMs) {
      ours = true;
      return;
    }
    ours = point !== 'shutdown';
    if (end === 'terminate' || point === 'shutdown') {
      if (ours) this.count(this.others, 'SIGTERM');
      await slot.end('SIGTERM');
    } else {
      this.count(this.kills, end === 'freeze' ? 'after a freeze' : 'at random');
      await slot.end('SIGKILL');
    }
    await over;
  }

  /** Sleeps, or until {@link stop}. */
  private async rest(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.over && performance.now() < until) await pause(Math.min(ms, 100), undefined, { ref: false });
  }

  /** What happens to a process that listens; its end comes after, if it has not come by itself. */
  private async meet(
    end: End,
    slot: ServerSlot,
    random: Random,
    wait: (ms: number) => Promise<unknown>,
  ): Promise<void> {
    const life = random.between(...this.lifeMs) + (this.isAhead() ? longerMs : 0);
    if (typeof end === 'object' && end.point !== 'shutdown') await wait(this.options.patienceMs);
    else if (end === 'freeze') {
      await wait(life);
      await slot.freeze(this.options.freezeMs);
      this.count(this.others, 'freeze');
      await wait(3_000);
    } else await wait(life);
  }

  /** Points that are behind come first; the rest is chance. */
  private choose(role: Role, random: Random): End {
    if (this.options.onlyFreezes) return 'freeze';
    const behind = this.wanted([role]).filter(
      (name) => (this.kills.get(name) ?? 0) + (this.armed.get(name) ?? 0) < this.options.hits,
    );
    if (behind.length > 0 && random.chance(this.options.only ? 1 : 0.75))
      return { point: random.pick(behind) };
    if (this.isAhead()) return random.pick(['kill', 'kill', 'terminate']);
    return random.pick(ends);
  }

  private async servers(hasRedis: boolean): Promise<void> {
    const { serversEveryMs } = this.options;
    while (!this.over && serversEveryMs) {
      await this.rest(this.random.between(...serversEveryMs));
      if (this.over) return;
      const what = this.random.pick(hasRedis ? ['database', 'redis', 'wipe'] : ['database']);
      if (what === 'database') await this.installation.killDatabase(this.random.between(0, 2_000));
      else if (what === 'redis') await this.installation.killRedis(this.random.between(0, 3_000));
      else await this.installation.wipeRedis();
      this.count(what === 'wipe' ? this.others : this.kills, what === 'wipe' ? 'Redis wiped' : what);
    }
  }

  private count(where: Map<string, number>, what: string): void {
    where.set(what, (where.get(what) ?? 0) + 1);
  }
}
