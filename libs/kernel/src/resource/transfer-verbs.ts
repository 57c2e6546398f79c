import { Inject, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiQuery } from '@nestjs/swagger';
import { Allow } from '../access/access.js';
import {
  bodyTooLarge,
  malformedBody,
  unsupportedMediaType,
  validationFailed,
} from '../errors/kernel-errors.js';
import type { ConcreteType } from '../fields/json-schema.js';
import { Fails, OnlyOnRest, Operation } from '../operation/operation.js';
import { pluralOf, withArticle } from './noun.js';
import { permissionOf, type Resource } from './resource.js';
import { ResourceTransfers, StreamedBody, transferFormats, type ReceivedFile } from './transfers.js';
import { exportParameters } from './verb-documentation.js';

const transfers = Symbol('transfers');

interface Bound {
  [transfers]: ResourceTransfers;
}

/**
 * Gives the controller of a resource the routes by which its rows leave and come in as files.
 * @throws Error when the class has a method of that name
 */
export function supplyTransfers(type: ConcreteType, resource: Resource): void {
  if (!resource.export && !resource.import) return;
  Inject(ResourceTransfers)(type.prototype as object, transfers);
  if (resource.export) supply(type, 'export', exported(resource), exportDecorators(resource));
  if (resource.import) supply(type, 'import', imported(resource), importDecorators(resource));
}

function supply(
  type: ConcreteType,
  verb: 'export' | 'import',
  value: (...args: never[]) => unknown,
  decorators: readonly MethodDecorator[],
): void {
  const prototype = type.prototype as object;
  if (Object.hasOwn(prototype, verb))
    throw new Error(`${type.name}.${verb}(): @ResourceController defines this method; rename your method.`);
  const descriptor = { value, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(prototype, verb, descriptor);
  Reflect.defineMetadata('design:paramtypes', [Object], prototype, verb);
  (verb === 'export' ? Query() : Req())(prototype, verb, 0);
  for (const decorator of decorators) decorator(prototype, verb, descriptor);
}

const exported = (resource: Resource) =>
  function (this: Bound, query: Record<string, unknown>) {
    return this[transfers].export(resource, query);
  };

/** The parameter is the file, which the face has stored: a transaction may run again, and the body comes once. */
const imported = (resource: Resource) =>
  function (this: Bound, file: ReceivedFile) {
    return this[transfers].import(resource, file);
  };

function exportDecorators(resource: Resource): MethodDecorator[] {
  return [
    Post('export'),
    Allow(permissionOf(resource, 'export')),
    Operation(permissionOf(resource, 'export'), { accepts: true }),
    ApiOperation({
      operationId: `export-${resource.path}`,
      summary: resource.permissions['export'] ?? `Export ${pluralOf(resource)}`,
      description: `Starts a job that exports ${pluralOf(resource)}. It accepts the same filters and sort order as the list endpoint, and exports only the rows you may see while it runs. Download the file from \`GET /v1/jobs/{id}/file\` before it expires. CSV files follow RFC 4180, in UTF-8 with a header row. Text that a spreadsheet would interpret as a formula gets a leading apostrophe, and lists are written as JSON.`,
    }),
    ApiQuery({
      name: 'format',
      required: false,
      description: '`csv`: a header row, then one line per row. `ndjson`: one JSON object per line.',
      schema: { type: 'string', enum: Object.keys(transferFormats), default: 'csv' },
    }),
    ...exportParameters(resource),
  ];
}

function importDecorators(resource: Resource): MethodDecorator[] {
  return [
    Post('import'),
    Allow(permissionOf(resource, 'import')),
    Operation(permissionOf(resource, 'import'), { accepts: true }),
    OnlyOnRest('its body is a file'),
    StreamedBody(),
    Fails(unsupportedMediaType, bodyTooLarge, malformedBody, validationFailed),
    ApiOperation({
      operationId: `import-${resource.path}`,
      summary: resource.permissions['import'] ?? `Import ${pluralOf(resource)}`,
      description: `Starts a job that creates ${withArticle(resource)} from each line of the file, with the same validation as the create endpoint. Refused lines are skipped. \`GET /v1/jobs/{id}/file\` lists them by line number until the report expires, and the job result counts accepted and refused lines. A CSV file starts with a header row of field names, and an empty cell means null. The apostrophes that an export adds before formulas are removed. The job reports its progress in bytes.`,
    }),
  ];
}
