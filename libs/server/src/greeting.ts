import { startStepsOf, type StartMode, type StartNotice, type StartStep } from '@keelson/kernel';
import type { LogFormat } from '@keelson/runtime';
import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Runs what the features do at a start, and tells whoever started the process what they should know. */
export class Greeting {
  private readonly steps: readonly StartStep[];

  constructor(
    application: INestApplicationContext,
    private readonly logger: LoggerService,
    private readonly started: { readonly mode: StartMode; readonly logFormat: LogFormat },
  ) {
    this.steps = startStepsOf(application.get(ModulesContainer, { strict: false }));
  }

  /** @param heed called before each step; throws when a signal has asked for the end */
  async run(heed: () => void): Promise<void> {
    for (const step of this.steps) {
      heed();
      // At once: a made-up password would be lost if a later step failed.
      this.tell(await step.run(this.started.mode));
    }
  }

  /** The last word of a start that went well. */
  served(url: string): void {
    this.tell({ text: `API   ${url}/v1`, log: `Listening on ${url}` });
    for (const step of this.steps) this.tell(step.served(url), false);
    if (this.isForPeople) process.stdout.write('\n');
  }

  private tell(notice: StartNotice | null, startsBlock = true): void {
    if (!notice) return;
    const { text, log, level = 'log' } = notice;
    if (!this.isForPeople) {
      if (log !== undefined) this.logger[level](log, 'Start');
    } else if (text !== undefined) {
      process.stdout.write(`${startsBlock ? '\n' : ''}  ${text}\n`);
    }
  }

  /** What reads JSON lines in production shall meet nothing else. */
  private get isForPeople(): boolean {
    return this.started.mode === 'evaluation' || this.started.logFormat === 'pretty';
  }
}
