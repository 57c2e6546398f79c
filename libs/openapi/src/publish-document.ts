import { FeatureRegistry } from '@keelson/kernel';
import type { INestApplication } from '@nestjs/common';
import { HttpSettings } from '@keelson/rest/ports';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { TransfersSettings } from '@keelson/transfers/ports';
import { ApiDocument } from './api-document.js';
import { buildDocument } from './build-document.js';
import { assertRoutesDocumented } from './documented-routes.js';
import { assertInputsRuled } from './routes.js';

/**
 * Serves the application's document at `/openapi.json` and `/docs`; needs OpenApiModule. It is built when it is first asked
 * for, and `publishDocument(app).document` asks: that also proves what only the whole document shows, such as examples.
 * @throws Error naming the handler without a summary, a description, a described body or an operation id of its own: such an
 * application must not start
 */
export function publishDocument(app: INestApplication): ApiDocument {
  assertInputsRuled(app);
  assertRoutesDocumented(app);
  const published = app.get(ApiDocument, { strict: false });
  published.publish(() =>
    buildDocument(app, app.get(FeatureRegistry, { strict: false }), {
      http: app.get(HttpSettings, { strict: false }),
      transfers: app.get(TransfersSettings, { strict: false }),
    }),
  );
  return published;
}

/**
 * {@link publishDocument} at every start. In development the document is built at once as well: whoever forgets the
 * description of a route learns it at the next start, and in every later one it is the same (ADR 43).
 */
export function publishInTime(app: INestApplication): void {
  const published = publishDocument(app);
  if (app.get(RuntimeSettings, { strict: false }).isDevelopment) void published.document;
}
