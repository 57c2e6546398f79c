import { defineJob, Text } from '@keelson/kernel';

export class TaskPayload {
  /** Of the request that asked for it: a request that was taken up twice shows twice. */
  @Text({ max: 64 })
  token!: string;
}

const attempts = 12;

export const rowJob = defineJob('ledger.row', TaskPayload, { attempts });
export const callJob = defineJob('ledger.call', TaskPayload, { attempts });
/** Fails at the first attempt. */
export const flakyJob = defineJob('ledger.flaky', TaskPayload, { attempts });
/** Does its work in steps, each once, and goes on after the last one that was saved. */
export const stepsJob = defineJob('ledger.steps', TaskPayload, { attempts });
/** Leaves a file of several chunks. */
export const fileJob = defineJob('ledger.file', TaskPayload, { attempts });
/** Blocks the event loop of its process for a while. */
export const blockJob = defineJob('ledger.block', TaskPayload, { attempts });
/** Takes longer than a worker may be silent. */
export const slowJob = defineJob('ledger.slow', TaskPayload, { attempts });
export const throwJob = defineJob('ledger.throw', TaskPayload, { attempts: 2 });
/** Never answers. */
export const hangJob = defineJob('ledger.hang', TaskPayload, { attempts: 2 });
/** Answers what is no result. */
export const garbageJob = defineJob('ledger.garbage', TaskPayload, { attempts: 2 });

export const taskJobs = {
  row: rowJob,
  call: callJob,
  flaky: flakyJob,
  steps: stepsJob,
  file: fileJob,
  block: blockJob,
  slow: slowJob,
  throw: throwJob,
  hang: hangJob,
  garbage: garbageJob,
} as const;
