import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Engine, TestServers } from '@keelson/testing/servers';

/** What a judge is asked: whether it notices that one file of a feature reads otherwise. */
export interface Task {
  readonly engine: Engine;
  readonly servers: TestServers;
  readonly feature: string;
  /** The feature's specs, then those of features that use it. */
  readonly specs: readonly string[];
  /** Null asks for the feature as it is. */
  readonly changed: { readonly file: string; readonly text: string } | null;
  /** The change is one of code, which the feature's specs are about, and not one of what is declared. */
  readonly isAboutCode: boolean;
}

/** `kept`: what is kept of the application; `kit`: the conformance kit; `specs`: the feature's own. */
export type Judge = 'kept' | 'kit' | 'specs';

/** Milliseconds for one judge and one change. */
const longest = 300_000;
const script = 'scripts/verify-mutants.mjs';

/** Reads what a change does to types; one for all. */
export class Compiler {
  private readonly process = new Worker('--compiler');
  private last: Promise<unknown> = Promise.resolve();

  /** @throws Error when the compiler itself fails */
  async noticed(task: Task): Promise<string | null> {
    const answer = this.last.then(() => this.process.ask({ task }));
    this.last = answer;
    const noticed = await answer;
    if (noticed !== null && !noticed.startsWith('compiler'))
      throw new Error(`The type check failed: ${noticed}`);
    return noticed;
  }

  end(): void {
    this.process.end();
  }
}

/** Asks the judges one after the other, those that cost little or are likely to notice first, until one does. */
export class Judges {
  private readonly worker = new Worker('--judge');
  private isOver = false;

  constructor(private readonly compiler: Compiler) {}

  /** @returns what was noticed, which judge's word first: `kit: access/…`; null for nothing */
  async ask(task: Task): Promise<string | null> {
    const compiled = task.changed ? await this.compiler.noticed(task) : null;
    if (compiled !== null) return compiled;
    const judges: readonly Judge[] = task.isAboutCode ? ['kept', 'specs', 'kit'] : ['kept', 'kit', 'specs'];
    for (const judge of judges) {
      const noticed = await this.confirmed(task, judge);
      // A process that was ended has not crashed.
      if (this.isOver) throw new Error('The run was stopped.');
      if (noticed !== null) return noticed;
    }
    return null;
  }

  end(): void {
    this.isOver = true;
    this.worker.end();
  }

  /**
   * What may be an accident of the machine, or of a process that has judged many, counts when it happens again: a crash in a
   * new process, a failed spec when it is run alone. One that then passes leaves the word to the others.
   */
  private async confirmed(task: Task, judge: Judge): Promise<string | null> {
    let rest = task;
    for (;;) {
      const first = await this.worker.ask({ task: rest, judge });
      if (first === null || /^(kept|time-out)|^kit: (?!failed)/.test(first)) return first;
      if (this.isOver) return first;
      if (first.startsWith('crash')) this.worker.end();
      const failed = rest.specs.find((one) => first.startsWith(`specs: ${one}`));
      if (failed === undefined) return this.worker.ask({ task: rest, judge });
      const again = await this.worker.ask({ task: { ...task, specs: [failed] }, judge });
      if (again !== null) return again;
      rest = { ...rest, specs: rest.specs.filter((one) => one !== failed) };
    }
  }
}

/** A process that is asked again and again; a new one takes the place of one that has ended. */
class Worker {
  private child: ChildProcess | null = null;

  constructor(private readonly role: string) {}

  async ask(message: object): Promise<string | null> {
    const child = (this.child ??= await this.start());
    return new Promise((resolve) => {
      const answered = (noticed: string | null) => {
        clearTimeout(late);
        child.off('message', told).off('exit', ended);
        resolve(noticed);
      };
      const told = (answer: unknown) => answered((answer as { noticed: string | null }).noticed);
      const ended = () => answered('crash: the process exited without a result');
      const late = setTimeout(() => {
        answered('time-out: no result in time');
        this.end();
      }, longest);
      child.once('message', told).once('exit', ended);
      child.send(message);
    });
  }

  end(): void {
    this.child?.kill('SIGKILL');
    this.child = null;
  }

  private async start(): Promise<ChildProcess> {
    const child = fork(script, [this.role], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.once('exit', () => {
      if (this.child === child) this.child = null;
    });
    const [ready] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
    if (ready !== 'ready') throw new Error(`The process ${script} ${this.role} did not start.`);
    return child;
  }
}
