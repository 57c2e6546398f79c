import type { FeatureRegistry, JsonSchema } from '@keelson/kernel';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { assertRoutesDeclared } from '@keelson/rest/ports';
import { type Located, publicAddress } from '@keelson/runtime/ports';
import type { TransfersSettings } from '@keelson/transfers/ports';
import type { Method, OpenApiDocument, OperationDocument, PathItem } from './document.js';
import { apiDescription } from './api-description.js';
import { headers, requestHeaders } from './operations/headers.js';
import { OperationDocuments } from './operations/operation-document.js';
import { ProblemResponses } from './operations/problem-responses.js';
import { pruneComponents } from './prune-components.js';
import { assertOwnId } from './documented-routes.js';
import { routesOf, type Route } from './routes.js';
import { ComponentSchemas } from './schemas/component-schemas.js';
import { oauthErrorSchema, problemSchema, violationSchema } from './schemas/fixed-schemas.js';
import { describeFields } from './swagger-properties.js';
import { securitySchemes } from './security-schemes.js';
import { describeTags } from './tags.js';

/** What the document says of the application as a whole. */
export interface DocumentOptions {
  readonly http: Located;
  readonly transfers: TransfersSettings;
  readonly title?: string;
  /** Of the API, not of the package. */
  readonly version?: string;
}

const methods: readonly Method[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/**
 * The OpenAPI 3.1 document of the application: what @nestjs/swagger finds, completed from the kernel's metadata.
 * @throws Error naming the handler that lacks an access rule, a summary, a description, an operation id of its own, or an
 * example that passes its own rules
 */
export function buildDocument(
  app: INestApplication,
  registry: FeatureRegistry,
  options: DocumentOptions,
): OpenApiDocument {
  assertRoutesDeclared(app);
  const { http } = options;
  const declared = routesOf(app);
  describeFields(declared);
  const bare = SwaggerModule.createDocument(
    app,
    new DocumentBuilder().setOpenAPIVersion('3.1.0').build(),
  ) as unknown as OpenApiDocument;
  const routes = new Map(declared.map((route) => [`${route.method} ${route.path}`, route]));
  const schemas = new ComponentSchemas(bare.components.schemas, registry.resources, (type) =>
    registry.classOf(type),
  );
  // Those that only others refer to would be as @nestjs/swagger has them, without what modules add.
  for (const { view } of registry.entities)
    if (view && registry.classOf(view) !== view) schemas.refTo(view, 'output');
  const problems = new ProblemResponses(http);
  const documents = new OperationDocuments(
    schemas,
    problems,
    options.transfers.importLimitBytes,
    registry.provenOnlyPermissions,
  );
  const paths = Object.fromEntries(
    Object.entries(bare.paths)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, item]) => [path, pathOf(path, item, routes, documents)]),
  );
  refuseTwins(paths, routes);
  return pruneComponents({
    openapi: '3.1.0',
    info: {
      title: options.title ?? 'Keelson API',
      version: options.version ?? '1',
      description: apiDescription(http),
      contact: { name: 'API documentation', url: publicAddress(http, '/docs') },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [serverAt(publicAddress(http))],
    tags: describeTags(paths, registry),
    paths,
    components: {
      schemas: withFixed(schemas.all()),
      responses: problems.all(),
      headers,
      parameters: requestHeaders,
      securitySchemes: securitySchemes(http),
    },
  });
}

function pathOf(
  path: string,
  item: PathItem,
  routes: ReadonlyMap<string, Route>,
  documents: OperationDocuments,
): PathItem {
  return Object.fromEntries(
    methods.flatMap((method) => {
      const given = item[method];
      if (!given) return [];
      const route = routes.get(`${method} ${path}`);
      if (!route)
        throw new Error(
          `${method.toUpperCase()} ${path} is in the document, but no controller has this route; Nest's versioning and prefixes are not supported, so write the version and the prefix into the controller's path.`,
        );
      return [[method, documents.of(route, given)]];
    }),
  );
}

function refuseTwins(paths: Readonly<Record<string, PathItem>>, routes: ReadonlyMap<string, Route>): void {
  const owners = new Map<string, string>();
  for (const [path, item] of Object.entries(paths))
    for (const [method, operation] of Object.entries(item) as [Method, OperationDocument][]) {
      const name = routes.get(`${method} ${path}`)?.name ?? path;
      const id = operation.operationId ?? '';
      assertOwnId(name, id, owners.get(id));
      owners.set(id, name);
    }
}

function serverAt(url: string): Record<string, unknown> {
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
  return {
    url,
    description: local ? 'This installation, on a local machine.' : 'This installation, in production.',
    'x-internal': local,
  };
}

function withFixed(schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return {
    ...schemas,
    Problem: problemSchema,
    ProblemViolation: violationSchema,
    OAuthError: oauthErrorSchema,
  };
}
