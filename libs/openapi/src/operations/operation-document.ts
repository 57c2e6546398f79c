import {
  failsOf,
  isStreamed,
  sampleId,
  transferFormats,
  type ConcreteType,
  type JsonSchema,
} from '@keelson/kernel';
import { assertBodyKnown, assertDescribed } from '../documented-routes.js';
import { isTokenEndpoint, isUnlimited, partialType } from '@keelson/rest/ports';
import {
  accessOf,
  type MediaType,
  type OperationDocument,
  type ParameterDocument,
  type Reference,
  type RequestBodyDocument,
  type ResponseDocument,
} from '../document.js';
import type { Route } from '../routes.js';
import type { ComponentSchemas } from '../schemas/component-schemas.js';
import { exampleOf } from '../schemas/example.js';
import { publishedSchema } from '../schemas/field-schema.js';
import { withAccess } from './access-sentence.js';
import { writtenAnswer } from '../swagger-metadata.js';
import { completedDocument } from './derived-document.js';
import { headersNamed, requestHeader, type HeaderName } from './headers.js';
import { nounOf } from './noun.js';
import type { ProblemResponses } from './problem-responses.js';
import { problemsOf, takesIdempotencyKey } from './problems-of.js';
import { queryParameters } from './query-parameters.js';

/** Completes what Nest says of an operation with what the kernel knows of its route. */
export class OperationDocuments {
  constructor(
    private readonly schemas: ComponentSchemas,
    private readonly problems: ProblemResponses,
    /** Bytes of the largest body that is read as it comes. */
    private readonly streamedBytes: number,
    /** Permissions that an account has only once its email address is proven. */
    private readonly provenOnly: ReadonlySet<string>,
  ) {}

  /** @throws Error naming the handler, when it lacks what the document needs */
  of(route: Route, written: OperationDocument): OperationDocument {
    const { rule, name } = route;
    const given = completedDocument(route, written, this.schemas);
    assertDescribed(name, given);
    if (!rule) throw new Error(`${name}() has no access rule: add @Allow, @SignedIn or @Public.`);
    const parameters = this.parameters(route, given);
    const body = this.body(route, given);
    return {
      ...(given.operationId && { operationId: given.operationId }),
      ...(given.tags && { tags: given.tags }),
      summary: given.summary,
      description: withAccess(given.description, rule, this.provenOnly),
      ...(given.deprecated && { deprecated: true }),
      ...accessOf(rule),
      // An empty requirement says that no credentials are needed.
      security:
        rule.kind === 'public'
          ? [{}]
          : [{ oauth2: rule.kind === 'operator' ? ['installation'] : [] }, { bearer: [] }],
      ...(parameters.length > 0 && { parameters }),
      ...(body && { requestBody: body }),
      responses: this.responses(route, given, parameters),
    };
  }

  private parameters(route: Route, given: OperationDocument): (ParameterDocument | Reference)[] {
    const documented = (given.parameters ?? [])
      .filter((one): one is ParameterDocument => 'name' in one && one.in !== 'path')
      .map((one) => ({ ...one, schema: publishedSchema(one.schema) }));
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) =>
      pathParameter(name, route, given),
    );
    const writesOne = route.write !== undefined && route.resource !== undefined && inPath.length > 0;
    const readsOne = route.resource !== undefined && route.method === 'get' && inPath.length > 0;
    return [
      ...inPath,
      ...(route.query ? queryParameters(route.query) : []),
      ...documented,
      ...(takesIdempotencyKey(route) ? [requestHeader('IdempotencyKey')] : []),
      ...(writesOne ? [requestHeader('IfMatch')] : []),
      ...(readsOne ? [requestHeader('IfNoneMatch')] : []),
    ];
  }

  private body(route: Route, given: OperationDocument): RequestBodyDocument | null {
    const { input } = route;
    if (isStreamed(route.handler)) return streamedBody(this.streamedBytes);
    if (!input) {
      assertBodyKnown(route.name, given.requestBody !== undefined);
      return null;
    }
    const patch = route.write?.verb === 'update';
    const media: MediaType = {
      schema: this.schemas.refTo(input, patch ? 'patch' : 'input'),
      example: exampleOf(input),
    };
    const types = patch
      ? ['application/merge-patch+json', 'application/json']
      : Object.keys(given.requestBody?.content ?? { 'application/json': null });
    return { required: true, content: Object.fromEntries(types.map((type) => [type, media])) };
  }

  private responses(
    route: Route,
    given: OperationDocument,
    parameters: readonly (ParameterDocument | Reference)[],
  ): Record<string, ResponseDocument | Reference> {
    const answers = Object.entries(given.responses)
      .filter(([status]) => Number(status) < 400)
      .map(([status, answer]) => [status, this.answer(route, status, answer, parameters)] as const);
    const hasQuery = parameters.some((one) => 'in' in one && one.in === 'query');
    const readsOne = parameters.some((one) => '$ref' in one && one.$ref.endsWith('/IfNoneMatch'));
    const refusals = [...problemsOf(route, hasQuery, this.provenOnly)].map(
      ([status, codes]) => [String(status), this.problems.refTo(status, codes)] as const,
    );
    return {
      ...Object.fromEntries(answers),
      ...(readsOne && {
        304: {
          description: 'Not modified.',
          headers: headersNamed(...everyAnswer(route), 'ETag'),
        },
      }),
      ...(isTokenEndpoint(route.handler)
        ? this.oauthRefusals(route, given)
        : { ...Object.fromEntries(refusals), default: this.problems.anyOther() }),
    };
  }

  private answer(
    route: Route,
    status: string,
    given: ResponseDocument | Reference,
    parameters: readonly (ParameterDocument | Reference)[],
  ): ResponseDocument {
    const { description, content } = given as ResponseDocument;
    const type = writtenAnswer(route.handler, status);
    const schema = Object.values(content ?? {})[0]?.schema;
    const shown = type ? this.referTo(type, schema) : schema && publishedSchema(schema);
    return {
      description: description || 'Done.',
      headers: headersNamed(...everyAnswer(route), ...answerHeaders(route)),
      ...(shown &&
        content && {
          content: {
            ...Object.fromEntries(Object.keys(content).map((media) => [media, { schema: shown }])),
            ...(readsFields(route, parameters) && { [partialType]: { schema: this.partOf(route, shown) } }),
          },
        }),
    };
  }

  /** The answer to `fields=`: the same, with any of the row's members. */
  private partOf({ resource }: Route, shown: JsonSchema): JsonSchema {
    const view = resource?.view as ConcreteType;
    const [whole, part] = [this.schemas.refTo(view, 'output'), this.schemas.refTo(view, 'part')];
    return JSON.parse(
      JSON.stringify(shown).replaceAll(JSON.stringify(whole), JSON.stringify(part)),
    ) as JsonSchema;
  }

  private referTo(type: ConcreteType, given: JsonSchema | undefined): JsonSchema {
    const ref = this.schemas.refTo(type, 'output');
    return given?.type === 'array' ? publishedSchema({ type: 'array', items: ref }) : ref;
  }

  private oauthRefusals(
    route: Route,
    given: OperationDocument,
  ): Record<string, ResponseDocument | Reference> {
    const own = failsOf(route.handler).length > 0 ? [409, 422] : [];
    return Object.fromEntries(
      [400, ...own, 401, 413, 415, 429, 500, 503].map((status) => {
        const documented = given.responses[String(status)] as ResponseDocument | undefined;
        const description = documented?.description;
        const ref = this.problems.refToOAuth(status);
        return [String(status), description ? { ...ref, description } : ref];
      }),
    );
  }
}

const streamedBody = (most: number): RequestBodyDocument => ({
  description: `A file of at most ${most} bytes. An upload may take up to an hour. After a 30 s grace period it must average at least 16 KiB/s, and it must never stall for 30 s; otherwise the server responds with 408.`,
  required: true,
  content: Object.fromEntries(
    Object.values(transferFormats).map((type) => [
      type,
      { schema: { type: 'string', contentMediaType: type, maxLength: most } },
    ]),
  ),
});

function everyAnswer(route: Route): readonly HeaderName[] {
  return isUnlimited(route.type, route.handler)
    ? ['X-Request-Id', 'Access-Control-Allow-Origin']
    : ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Access-Control-Allow-Origin'];
}

function answerHeaders(route: Route): HeaderName[] {
  const { resource, write, method, path } = route;
  const one = path.includes('{');
  const replayed = takesIdempotencyKey(route) ? (['Idempotency-Replayed'] as const) : [];
  if (write?.accepts) return ['Location', ...replayed];
  if (!resource) return [...replayed];
  if (method === 'get') return one ? ['ETag'] : ['Link'];
  if (!write || method === 'delete' || write.verb === 'free') return [...replayed];
  return ['ETag', ...(write.verb === 'create' ? (['Location'] as const) : []), ...replayed];
}

function readsFields(route: Route, parameters: readonly (ParameterDocument | Reference)[]): boolean {
  const hasFields = parameters.some((one) => 'name' in one && one.in === 'query' && one.name === 'fields');
  return route.method === 'get' && route.resource !== undefined && hasFields;
}

function pathParameter(name: string, route: Route, given: OperationDocument): ParameterDocument {
  const documented = (given.parameters ?? []).find(
    (one): one is ParameterDocument => 'in' in one && one.in === 'path' && one.name === name,
  );
  const what = route.resource ? `The id of the ${nounOf(route.resource)}.` : `The ${name}.`;
  return {
    name,
    in: 'path',
    required: true,
    description: documented?.description ?? what,
    ...(name === 'id' && route.resource && { example: sampleId(route.resource.entity.name) }),
    schema: publishedSchema(
      name === 'id'
        ? { type: 'string', format: 'uuid' }
        : (documented?.schema ?? { type: 'string', maxLength: 128 }),
    ),
  };
}
