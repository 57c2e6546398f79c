import { serveBackground } from '../control.js';
import { createBenchApplication } from '../keelson/application.js';
import { ArticlesModule } from '../keelson/articles.js';
import { BenchAuthorityModule } from '../keelson/authority.js';
import { importsOf } from './works.js';

await serveBackground(async (settings) => {
  const authority = BenchAuthorityModule.with(settings);
  const application = await createBenchApplication(settings, 'all', [authority, ArticlesModule]);
  return importsOf(application, process.env['BENCH_TOKEN'] ?? '');
});
