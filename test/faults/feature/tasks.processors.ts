import { Database, JobProcessor, type JobAttempt } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Effects } from './effects.js';
import { RecorderClient } from './recorder-client.js';
import { taskFileBytes } from './task-file.js';
import {
  blockJob,
  callJob,
  fileJob,
  flakyJob,
  garbageJob,
  hangJob,
  rowJob,
  slowJob,
  stepsJob,
  throwJob,
  type TaskPayload,
} from './tasks.jobs.js';

const stepsOfJob = 3;

@JobProcessor(rowJob, { effects: 'database' })
@Injectable()
export class RowTask {
  constructor(private readonly effects: Effects) {}

  async run({ token }: TaskPayload, { id }: JobAttempt): Promise<object> {
    await this.effects.write({ doneBy: rowJob.name, cause: token, about: id, sequence: 1 });
    return { token };
  }
}

@JobProcessor(callJob, { effects: 'outside' })
@Injectable()
export class CallTask {
  constructor(private readonly recorder: RecorderClient) {}

  async run({ token }: TaskPayload, { id, signal }: JobAttempt): Promise<object> {
    await this.recorder.call({ id, doneBy: callJob.name, about: token, sequence: 1 }, signal);
    return { token };
  }
}

@JobProcessor(flakyJob, { effects: 'database' })
@Injectable()
export class FlakyTask {
  constructor(private readonly effects: Effects) {}

  async run({ token }: TaskPayload, { id, number }: JobAttempt): Promise<object> {
    await this.effects.write({ doneBy: flakyJob.name, cause: token, about: id, sequence: 1 });
    if (number === 1) throw new Error('The first attempt fails.');
    return { token };
  }
}

@JobProcessor(stepsJob, { effects: 'outside' })
@Injectable()
export class StepsTask {
  constructor(
    private readonly effects: Effects,
    private readonly database: Database,
  ) {}

  async run({ token }: TaskPayload, attempt: JobAttempt): Promise<object> {
    const { step = 0 } = (attempt.checkpoint ?? {}) as { step?: number };
    for (let next = step + 1; next <= stepsOfJob; next += 1) {
      await this.database.transaction(async () => {
        await this.effects.write({
          doneBy: stepsJob.name,
          cause: token,
          about: attempt.id,
          sequence: next,
        });
        await attempt.save({ step: next });
      });
      attempt.progress(next, stepsOfJob);
    }
    return { token };
  }
}

@JobProcessor(fileJob)
@Injectable()
export class FileTask {
  async run({ token }: TaskPayload, attempt: JobAttempt): Promise<object> {
    const pieces = Array.from({ length: taskFileBytes / 1_000 }, () => 'x'.repeat(1_000));
    await attempt.writeFile({ name: 'task.txt', mediaType: 'text/plain' }, pieces);
    return { token };
  }
}

@JobProcessor(blockJob, { effects: 'database', concurrency: 1 })
@Injectable()
export class BlockTask {
  constructor(private readonly effects: Effects) {}

  async run({ token }: TaskPayload, { id }: JobAttempt): Promise<object> {
    const until = performance.now() + 1_500;
    while (performance.now() < until);
    await this.effects.write({ doneBy: blockJob.name, cause: token, about: id, sequence: 1 });
    return { token };
  }
}

@JobProcessor(slowJob, { concurrency: 2, perSecond: 100 })
@Injectable()
export class SlowTask {
  async run({ token }: TaskPayload, { signal }: JobAttempt): Promise<object> {
    await pause(20_000, undefined, { signal });
    return { token };
  }
}

@JobProcessor(throwJob)
@Injectable()
export class ThrowTask {
  run(): Promise<object> {
    throw new Error('This job always fails.');
  }
}

@JobProcessor(hangJob, { timeoutMs: 1_000 })
@Injectable()
export class HangTask {
  run(): Promise<object> {
    return new Promise(() => undefined);
  }
}

@JobProcessor(garbageJob)
@Injectable()
export class GarbageTask {
  run(): Promise<object> {
    return Promise.resolve('no object' as unknown as object);
  }
}
