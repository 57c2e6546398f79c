import type { Type } from '@nestjs/common';
import type { StartServer } from '../serve.js';
import { createBenchApplication } from './application.js';
import { BenchAuthorityModule } from './authority.js';

/** Keelson with these features, for the callers of the bench. */
export const startWith =
  (...features: readonly Type[]): StartServer =>
  async (settings) => {
    const authority = BenchAuthorityModule.with(settings);
    const application = await createBenchApplication(settings, 'api', [authority, ...features]);
    await application.listen(settings.port, '127.0.0.1');
    return () => application.close();
  };
