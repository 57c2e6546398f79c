import type { AccessRule, JsonSchema } from '@keelson/kernel';

/** The part of OpenAPI 3.1 that our documents use. Schemas are JSON Schema 2020-12. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly Readonly<Record<string, unknown>>[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Record<string, PathItem>;
  readonly components: Components;
}

export type PathItem = Partial<Record<Method, OperationDocument>>;

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch';

export interface Components {
  readonly schemas: Record<string, JsonSchema>;
  readonly responses: Record<string, ResponseDocument>;
  readonly headers: Record<string, HeaderDocument>;
  readonly parameters: Record<string, ParameterDocument>;
  readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface OperationDocument {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly (ParameterDocument | Reference)[];
  readonly requestBody?: RequestBodyDocument;
  readonly responses: Readonly<Record<string, ResponseDocument | Reference>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-permission'?: string;
  readonly 'x-operator-permission'?: string;
  readonly 'x-public-reason'?: string;
  readonly 'x-signed-in-reason'?: string;
}

export interface ParameterDocument {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface MediaType {
  readonly schema?: JsonSchema;
  readonly example?: unknown;
}

export interface RequestBodyDocument {
  readonly description?: string;
  readonly required: boolean;
  readonly content: Readonly<Record<string, MediaType>>;
}

export interface ResponseDocument {
  readonly description: string;
  readonly headers?: Readonly<Record<string, HeaderDocument | Reference>>;
  readonly content?: Readonly<Record<string, MediaType>>;
  /** The codes of the problems that are answered with this status. */
  readonly 'x-problems'?: readonly string[];
}

export interface HeaderDocument {
  readonly description: string;
  readonly schema: JsonSchema;
}

export interface Reference {
  readonly $ref: string;
}

/** How a rule of access stands in the document. */
export function accessOf(rule: AccessRule): Partial<OperationDocument> {
  switch (rule.kind) {
    case 'permission':
      return { 'x-permission': rule.permission };
    case 'operator':
      return { 'x-operator-permission': rule.permission };
    case 'signed-in':
      return { 'x-signed-in-reason': rule.reason };
    case 'public':
      return { 'x-public-reason': rule.reason };
  }
}
