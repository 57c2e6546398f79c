import { collectDefaultMetrics, Counter, Registry } from 'prom-client';

/** What is counted once for the process, whichever application in it counts. */
export const processRegistry = new Registry();

/** prom-client's gauges whose names end in `_total`, which is for counters; each has a sum by type beside it. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];
let measured = false;

/** Begins to measure the process itself: CPU, memory, garbage collection, event loop. Once; later calls do nothing. */
export function measureProcess(): void {
  if (measured) return;
  measured = true;
  collectDefaultMetrics({ register: processRegistry });
  for (const name of misnamed) processRegistry.removeSingleMetric(name);
  for (const state of ['active', 'idle'] as const)
    new Counter({
      name: `keelson_event_loop_${state}_seconds_total`,
      help: `Seconds that the event loop was ${state}.`,
      registers: [processRegistry],
      collect() {
        this.reset();
        this.inc(performance.eventLoopUtilization()[state] / 1000);
      },
    });
}
