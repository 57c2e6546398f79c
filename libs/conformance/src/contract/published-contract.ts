import { transferFormats } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import { headerFaults } from './answer-headers.js';
import type { HeaderDocument, ParameterDocument, ResponseDocument } from './document-parts.js';
import { DocumentedOperations, type DocumentedOperation } from './documented-operations.js';
import { mends, type ContractFault, type ContractRule } from './fault.js';
import { strayAddresses } from './public-addresses.js';
import { lookUp, Schemas } from './schemas.js';

/** A request, as far as the contract speaks of it. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is JSON as it stands. */
  readonly body?: unknown;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body read as JSON; null when it is none. */
  readonly json: unknown;
}

const problem = 'application/problem+json';

/** Refusals of HTTP itself; a document's `default` covers these, and no status that a handler chooses. */
const ofHttp = new Set([400, 405, 406, 408, 411, 413, 414, 415, 417, 421, 426, 431]);

/** Compares exchanges with the OpenAPI document of an application: promise 5, the contract is the behavior. */
export class PublishedContract {
  readonly operations: DocumentedOperations;
  readonly schemas: Schemas;

  constructor(private readonly document: OpenApiDocument) {
    this.operations = new DocumentedOperations(document);
    this.schemas = new Schemas(document);
  }

  /** How the answer, and a request that was accepted, differ from what is published; empty when they don't. */
  faultsOf(asked: Asked, answer: Answered): ContractFault[] {
    const operation = this.operations.find(asked.method, asked.url);
    const found = operation
      ? [...this.answerFaults(operation, asked, answer), ...this.requestFaults(operation, asked, answer)]
      : this.problemFaults(answer);
    return found.map(([rule, message]) => ({
      rule,
      operation: operation?.title ?? null,
      message: `${asked.method} ${asked.url.slice(0, 200)} returns ${answer.status}: ${message}.`,
      mend: mends[rule],
    }));
  }

  private answerFaults(operation: DocumentedOperation, asked: Asked, answer: Answered): Fault[] {
    const response = this.responseFor(operation, answer.status);
    if (!response)
      return [
        [
          'undeclared-status',
          `this status is not documented; the documented ones are ${this.statusesOf(operation)}`,
        ],
      ];
    const code = (answer.json as { readonly code?: unknown } | null)?.code;
    const codes = response['x-problems'];
    const isKnown =
      answer.status < 400 ||
      !codes ||
      typeof code !== 'string' ||
      codes.includes(code) ||
      (ofHttp.has(answer.status) && operation.document.responses['default'] !== undefined);
    return [
      ...(isKnown
        ? []
        : [['undeclared-problem', `the error code "${String(code)}" is not documented`] as const]),
      ...headerFaults(answer, response.headers, this.schemas, (header) =>
        this.resolved<HeaderDocument>(header),
      ).map(({ rule, message }) => [rule, message] as const),
      ...strayAddresses(this.document, this.operations, answer).map(
        (name) =>
          [
            'wrong-header',
            `the header ${name} is "${answer.headers[name]}", but the OpenAPI document has no operation at that path`,
          ] as const,
      ),
      ...this.bodyFaults(response, asked, answer),
    ];
  }

  private bodyFaults(
    response: ResponseDocument,
    asked: Asked,
    { status, headers, text, json }: Answered,
  ): Fault[] {
    if (asked.method === 'HEAD' || status === 304)
      return text === '' ? [] : [['undeclared-body', 'the response has a body, but none is documented']];
    const declared = Object.entries(response.content ?? {});
    if (declared.length === 0)
      return text === '' ? [] : [['undeclared-body', 'the body of the response is not documented']];
    const type = (headers['content-type'] ?? '').split(';')[0]?.trim();
    // Without a line NDJSON is no byte: an export of nothing.
    if (text === '' && type !== transferFormats.ndjson) return [['missing-body', 'the response has no body']];
    // The most specific one counts (OpenAPI 3.1, media type ranges).
    const ranges = [type, type?.replace(/\/.*/, '/*'), '*/*'];
    const media = ranges.map((range) => declared.find(([name]) => name === range)?.[1]).find(Boolean);
    if (!media) return [['undeclared-media-type', `the media type ${type} is not documented`]];
    if (!media.schema || !type || !/[/+]json$/.test(type)) return [];
    return this.schemas.faultsOf(media.schema, json).map(({ rule, message }) => [rule, message] as const);
  }

  /** What was accepted must be what the document lets in. */
  private requestFaults({ document }: DocumentedOperation, asked: Asked, { status }: Answered): Fault[] {
    if (status >= 300) return [];
    return [
      ...this.parameterFaults(document.parameters ?? [], asked),
      ...this.acceptedBody(document.requestBody, asked),
    ];
  }

  private parameterFaults(parameters: readonly unknown[], { url }: Asked): Fault[] {
    const known = new Map(
      parameters
        .map((one) => this.resolved<ParameterDocument>(one))
        .filter((one) => one.in === 'query')
        .map((one) => [one.name, one.schema]),
    );
    return [...new URLSearchParams(url.split('?')[1] ?? '')].flatMap(([name, value]): Fault[] => {
      const schema = known.get(name);
      if (!schema) return [['undocumented-parameter', `the parameter ${name} is not documented`]];
      return this.schemas.fitsText(schema, value)
        ? []
        : [['undocumented-parameter', `the parameter ${name} does not match the documented schema`]];
    });
  }

  private acceptedBody(
    document: DocumentedOperation['document']['requestBody'],
    { body, headers }: Asked,
  ): Fault[] {
    const type = headers?.['content-type'] ?? 'application/json';
    if (body === undefined || !/[/+]json\b/.test(type)) return [];
    const sent = typeof body === 'string' ? readJson(body) : (JSON.parse(JSON.stringify(body)) as unknown);
    if (!document) return [['undocumented-body', 'the operation accepted a body, but none is documented']];
    const schema = document.content[type.split(';')[0]?.trim() ?? '']?.schema;
    if (!schema)
      return [
        ['undocumented-body', `the operation accepted the media type ${type}, which is not documented`],
      ];
    return this.schemas
      .faultsOf(schema, sent)
      .map(({ message }): Fault => [
        'undocumented-body',
        `the operation accepted a body that does not match its schema: ${message}`,
      ]);
  }

  /** Where no operation stands, only the form of the refusal can be judged. */
  private problemFaults({ headers, json }: Answered): Fault[] {
    if (!headers['content-type']?.startsWith(problem)) return [];
    return this.schemas
      .faultsOf({ $ref: '#/components/schemas/Problem' }, json)
      .map(({ rule, message }) => [rule, message] as const);
  }

  private responseFor({ document }: DocumentedOperation, status: number): ResponseDocument | null {
    const found =
      document.responses[String(status)] ?? (ofHttp.has(status) ? document.responses['default'] : undefined);
    return found === undefined ? null : this.resolved<ResponseDocument>(found);
  }

  private statusesOf({ document }: DocumentedOperation): string {
    return Object.keys(document.responses).join(', ');
  }

  private resolved<T>(part: unknown): T {
    const reference = (part as { readonly $ref?: string }).$ref;
    return (reference === undefined ? part : lookUp(this.document, reference)) as T;
  }
}

type Fault = readonly [rule: ContractRule, message: string];

const contracts = new WeakMap<OpenApiDocument, PublishedContract>();

/** The contract of a document; validators are compiled once for each. */
export function contractOf(document: OpenApiDocument): PublishedContract {
  let contract = contracts.get(document);
  if (!contract) contracts.set(document, (contract = new PublishedContract(document)));
  return contract;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
