// Before everything else: decorators write their metadata while their modules load.
import 'reflect-metadata';
import { afterAll } from 'vitest';
import { changesSince, processState, restorer } from './process-state.js';

// A test whose run was killed must not go on alone, holding its ports and connections.
const end = () => process.exit(1);
process.once('disconnect', end);

// A worker runs many files: what one of them left changed would be there for the next.
const before = processState();
const restore = restorer();
const used = process.cpuUsage();
// oxlint-disable-next-line no-empty-pattern -- vitest wants a pattern to know which fixtures are asked for
afterAll(({}, file) => {
  const { user, system } = process.cpuUsage(used);
  // For the table at the end of a run: where the processor's time went, but for servers and other processes.
  Object.assign(file.meta, { cpuSeconds: (user + system) / 1e6 });
  process.off('disconnect', end);
  restore();
  const changes = changesSince(before);
  if (changes.length > 0)
    throw new Error(
      `This file leaves its process changed: ${changes.join('; ')}. Undo that in an afterAll, or name the file *.isolated.spec.ts.`,
    );
});
