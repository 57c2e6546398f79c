import type { OpenApiDocument, OperationDocument } from '@keelson/platform';

/** A response and a header of the document, without references. */
export type ResponseDocument = OpenApiDocument['components']['responses'][string];
export type HeaderDocument = OpenApiDocument['components']['headers'][string];
export type ParameterDocument = OpenApiDocument['components']['parameters'][string];
export type RequestBodyDocument = NonNullable<OperationDocument['requestBody']>;
