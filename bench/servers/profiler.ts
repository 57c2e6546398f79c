import { renameSync, writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector';

// Loaded before every measured server. It costs nothing until a signal asks for a profile of the warm server:
// node's own --cpu-prof would mix the start, which is most of the samples, into the picture.
const folder = process.env['BENCH_FOLDER'];
let session: Session | undefined;

process.on('SIGUSR2', () => {
  if (session) finish(session);
  else session = begin();
});

function begin(): Session {
  const started = new Session();
  started.connect();
  started.post('Profiler.enable');
  started.post('Profiler.setSamplingInterval', { interval: 200 });
  started.post('Profiler.start');
  return started;
}

function finish(running: Session): void {
  session = undefined;
  running.post('Profiler.stop', (error: Error | null, result: Profiler.StopReturnType) => {
    running.disconnect();
    if (error || !folder) return;
    // Written beside and renamed: the harness must not read half of it.
    writeFileSync(`${folder}/bench.partial`, JSON.stringify(result.profile));
    renameSync(`${folder}/bench.partial`, `${folder}/bench.cpuprofile`);
  });
}
