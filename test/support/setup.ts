// Before everything else: decorators write their metadata while their modules load.
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { afterAll } from 'vitest';
import { changesSince, processState, restorer } from './process-state.js';

// A test whose run was killed must not go on alone, holding its ports and connections.
const end = () => process.exit(1);
process.once('disconnect', end);

// A worker runs many files: what one of them left changed would be there for the next.
const before = processState();
const restore = restorer();
const used = cpuSeconds();
// oxlint-disable-next-line no-empty-pattern -- vitest wants a pattern to know which fixtures are asked for
afterAll(({}, file) => {
  // For the table at the end of a run: where the processor's time went, apart from the servers.
  Object.assign(file.meta, { cpuSeconds: cpuSeconds() - used });
  process.off('disconnect', end);
  restore();
  const changes = changesSince(before);
  if (changes.length > 0)
    throw new Error(
      `This file leaves its process changed: ${changes.join('; ')}. Undo that in an afterAll, or name the file *.isolated.spec.ts.`,
    );
});

/** Of this process, and on Linux of those it started that have ended. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + childSeconds();
}

/** Fields `cutime` and `cstime` of proc(5), in ticks of a hundredth; 0 where there is no /proc. */
function childSeconds(): number {
  try {
    const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
    const [cutime = 0, cstime = 0] = fields.split(' ').slice(13, 15).map(Number);
    return (cutime + cstime) / 100;
  } catch {
    return 0;
  }
}
