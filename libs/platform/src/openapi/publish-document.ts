import { FeatureRegistry } from '@keelson/kernel';
import type { INestApplication } from '@nestjs/common';
import { HttpSettings } from '../http/ports.js';
import { TransfersSettings } from '../transfers/ports.js';
import { ApiDocument } from './api-document.js';
import { buildDocument } from './build-document.js';
import type { OpenApiDocument } from './document.js';

/**
 * Builds the application's document and serves it at `/openapi.json` and `/docs`; needs OpenApiModule.
 * @throws Error naming the handler that is not declared completely: such an application must not start
 */
export function publishDocument(app: INestApplication): OpenApiDocument {
  const document = buildDocument(app, app.get(FeatureRegistry, { strict: false }), {
    http: app.get(HttpSettings, { strict: false }),
    transfers: app.get(TransfersSettings, { strict: false }),
  });
  app.get(ApiDocument, { strict: false }).publish(document);
  return document;
}
