import { ApiDocument, ContractAdapter, routesOf, type OpenApiDocument, type Route } from '@keelson/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ParameterDocument } from '../contract/document-parts.js';
import { contractOf } from '../contract/published-contract.js';
import { anyId, sampleOf } from '../contract/samples.js';
import { lookUp } from '../contract/schemas.js';
import { standardHeader } from '../contract/standard-headers.js';
import type { Operation } from '../judged.js';
import type { Places } from './places.js';
import { withQuery } from './query.js';

/** An id of no row. */
export const nobody = anyId;

/** The document that the application publishes. */
export function documentOf(application: NestFastifyApplication): OpenApiDocument {
  return application.get(ApiDocument, { strict: false }).document;
}

/**
 * Everything that the server answers, HEAD apart (Fastify's own twin of GET): what Fastify has mounted, with what a
 * controller and the document say of it where they do.
 * @throws Error when the application does not run on the platform's adapter
 */
export function operationsOf(application: NestFastifyApplication, places: Places): Operation[] {
  const adapter: unknown = application.getHttpAdapter();
  if (!(adapter instanceof ContractAdapter))
    throw new Error('The application must use createHttpAdapter(…) from @keelson/platform.');
  const document = documentOf(application);
  const declared = new Map(
    routesOf(application).map((route) => [
      `${route.method.toUpperCase()} ${withoutNames(route.path)}`,
      route,
    ]),
  );
  const mounted = adapter.routes.mounted.filter(({ method }) => method !== 'HEAD');
  return mounted.map(({ method, url }) => {
    const route = declared.get(`${method} ${withoutNames(url)}`);
    const path = route?.path ?? url.replaceAll(/:(\w+)/g, '{$1}');
    return operation(method, path, route, document, places);
  });
}

function operation(
  method: string,
  path: string,
  route: Route | undefined,
  document: OpenApiDocument,
  places: Places,
): Operation {
  const published = document.paths[path]?.[method.toLowerCase() as Route['method']];
  const parameters = (published?.parameters ?? []).map((one) =>
    '$ref' in one ? (lookUp(document, one.$ref) as ParameterDocument) : one,
  );
  const needed = parameters.filter((one) => one.required && !isGivenElsewhere(one));
  const samples = samplesOf(document, needed);
  return {
    title: `${method} ${path}`,
    method,
    path,
    route,
    rule: route?.rule,
    resource: route?.resource,
    meta: route?.write,
    input: route?.input ?? null,
    document: published,
    parameters,
    needed,
    samples,
    place: route ? places.ofRoute(route) : { module: 'mounted outside Nest' },
    at: (id = nobody, values = {}) => addressOf(path, needed, id, { ...samples, ...values }),
  };
}

/** The row's id by whoever asks for it, what HTTP means by a header by whoever tries that. */
function isGivenElsewhere({ in: place, name }: ParameterDocument): boolean {
  return place === 'header' ? standardHeader.test(name.toLowerCase()) : place === 'path' && name === 'id';
}

function samplesOf(
  document: OpenApiDocument,
  needed: readonly ParameterDocument[],
): Readonly<Record<string, string>> {
  const { schemas } = contractOf(document);
  return Object.fromEntries(
    needed.flatMap((parameter) => {
      const sample = sampleOf(schemas, parameter);
      return sample === undefined ? [] : [[parameter.name, sample]];
    }),
  );
}

function addressOf(
  path: string,
  needed: readonly ParameterDocument[],
  id: string,
  values: Readonly<Record<string, string>>,
): string {
  const query = needed.flatMap(({ in: place, name }): [string, string][] => {
    const value = values[name];
    return place === 'query' && value !== undefined ? [[name, value]] : [];
  });
  const parts = path
    .replace('{id}', () => id)
    // A wildcard also stands for nothing; every other filling would have to name something that is there.
    .replace(/\*$/, '')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? 'x'));
  return withQuery(parts, new URLSearchParams(query).toString());
}

/** Two routes are the same when they differ in the names of their parameters only. */
function withoutNames(path: string): string {
  return path.replaceAll(/\{\w+\}|:\w+/g, ':').replace(/(.)\/$/, '$1');
}
