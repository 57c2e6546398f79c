import { Sealer } from '@keelson/platform';
import { createBenchApplication } from '../keelson/application.js';
import { ArticlesModule } from '../keelson/articles.js';
import { BenchAuthorityModule } from '../keelson/authority.js';
import type { StartServer } from '../serve.js';

/** Milliseconds between two seals: a fifth of the usual, so that each stretch of load pays for its own entries. */
const sealEveryMs = 200;

/** The server `keelson`, which seals what it writes in the same process. */
export const startSealing: StartServer = async (settings) => {
  const authority = BenchAuthorityModule.with(settings);
  const application = await createBenchApplication(settings, 'api', [authority, ArticlesModule]);
  const sealer = application.get(Sealer, { strict: false });
  const timer = setInterval(() => void sealer.sealNow(), sealEveryMs);
  await application.listen(settings.port, '127.0.0.1');
  return () => {
    clearInterval(timer);
    return application.close();
  };
};
