import { serveBackground } from '../control.js';
import { createBenchApplication } from '../keelson/application.js';
import { BenchAuthorityModule } from '../keelson/authority.js';
import { ParcelsModule } from './parcels.js';
import { backgroundOf } from './works.js';

// With all of Keelson's own background work in one process: relay, sequencer, dispatcher, reconciler and workers.
await serveBackground(async (settings) => {
  const authority = BenchAuthorityModule.with(settings);
  const application = await createBenchApplication(settings, 'all', [authority, ParcelsModule]);
  return backgroundOf(application)[process.env['BENCH_WORK'] === 'event' ? 'event' : 'job'];
});
