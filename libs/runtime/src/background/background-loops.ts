import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RuntimeSettings } from '../runtime/ports.js';
import { BackgroundLoop } from './background-loop.js';
import { GracefulStop } from './graceful-stop.js';
import { HeldLease, type LoopLeases } from './held-lease.js';
import type { Loop } from './loop.js';

/** Where loops hear of news; `coordination` has it. */
export interface LoopWakes {
  on(topic: { readonly name: string }, listener: () => void): unknown;
}

/** A loop as it stands in this process. */
export interface LoopState extends Pick<Loop, 'name' | 'title' | 'everyMs'> {
  readonly role: 'any' | 'worker';
  /** Names of the topics that wake it. */
  readonly wakeOn: readonly string[];
  /** The name of its lease; null when it runs in every process. */
  readonly lease: string | null;
  /** False in a role without it, before the start and after the stop. */
  readonly isRunning: boolean;
  readonly isFailing: boolean;
}

/**
 * All that this process does again and again by itself. A provider declares a loop in its constructor or `onModuleInit`;
 * loops start when the application has, in the roles that they are for, and stop with it in bounded time.
 */
@Injectable()
export class BackgroundLoops implements OnApplicationBootstrap {
  private readonly loops = new Map<string, BackgroundLoop>();
  private coordination: { readonly wakes: LoopWakes; readonly leases: LoopLeases } | null = null;
  private readonly proofs: (() => void)[] = [];
  private hasStarted = false;

  constructor(
    private readonly runtime: RuntimeSettings,
    private readonly stop: GracefulStop,
  ) {}

  /**
   * Declares a loop.
   * @returns what wakes it
   * @throws Error when the name is malformed or taken, or the application has started
   */
  add(loop: Loop): BackgroundLoop {
    const { name, lease } = loop;
    if (!/^[a-z]+(-[a-z]+)*$/.test(name))
      throw new Error(
        `The background loop "${name}" must be lowercase words joined by dashes, such as event-relay.`,
      );
    if (this.loops.has(name))
      throw new Error(`The background loop "${name}" is declared twice: rename one of the two.`);
    if (this.hasStarted)
      throw new Error(
        `The background loop "${name}" is declared after the start: declare it in a constructor or in onModuleInit.`,
      );
    if (lease && !lease.perRound && lease.seconds * 1_000 < 2 * loop.everyMs * (1 + (loop.jitter ?? 0)))
      throw new Error(
        `The background loop "${name}" has a lease of ${lease.seconds} s, which expires before the next round can renew it: make it at least twice as long as everyMs, or set perRound.`,
      );
    const leases: LoopLeases = {
      claim: (held, seconds) => this.coordinated(name).leases.claim(held, seconds),
    };
    const made = new BackgroundLoop(loop, lease ? new HeldLease(leases, lease) : null);
    this.loops.set(name, made);
    return made;
  }

  /**
   * Has something proven once all modules are initialized and before any loop starts: an application that is refused must not
   * have worked.
   * @param proof throws what is wrong
   */
  proveFirst(proof: () => void): void {
    this.proofs.push(proof);
  }

  /** How the processes of the installation share their loops. */
  coordinate(wakes: LoopWakes, leases: LoopLeases): void {
    this.coordination = { wakes, leases };
  }

  /** All loops that are declared, by name. */
  states(): readonly LoopState[] {
    return [...this.loops.values()]
      .map(({ loop, isRunning, isFailing }) => ({
        name: loop.name,
        title: loop.title,
        everyMs: loop.everyMs,
        role: loop.role ?? 'any',
        wakeOn: (loop.wakeOn ?? []).map((topic) => topic.name),
        lease: loop.lease?.name ?? null,
        isRunning,
        isFailing,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws Error when a proof fails, or a loop needs a wake or a lease, and CoordinationModule is not imported */
  onApplicationBootstrap(): void {
    for (const proof of this.proofs) proof();
    this.hasStarted = true;
    if (this.runtime.role === 'command') return;
    for (const made of this.loops.values()) {
      const { name, title, role, lease, wakeOn = [], stops = 'first' } = made.loop;
      if (role === 'worker' && this.runtime.role === 'api') continue;
      if (lease) this.coordinated(name);
      for (const topic of wakeOn) this.coordinated(name).wakes.on(topic, made.wake);
      this.stop.add(title, () => made.stop(), stops);
      made.start();
    }
  }

  private coordinated(name: string) {
    if (!this.coordination)
      throw new Error(`The background loop "${name}" needs other processes: import CoordinationModule.`);
    return this.coordination;
  }
}
