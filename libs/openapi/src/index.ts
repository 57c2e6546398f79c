/** The OpenAPI document, made from what features declare, and the console that shows it. */
export { ApiDocument } from './api-document.js';
export { buildDocument, type DocumentOptions } from './build-document.js';
export type { OpenApiDocument, OperationDocument } from './document.js';
export { OpenApiModule } from './open-api.module.js';
export { publishDocument } from './publish-document.js';
export { routesIn, routesOf, type Route } from './routes.js';
