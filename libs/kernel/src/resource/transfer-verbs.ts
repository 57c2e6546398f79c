import { HttpCode, Inject, Post, Req } from '@nestjs/common';
import { Allow } from '../access/access.js';
import {
  bodyTooLarge,
  malformedBody,
  unsupportedMediaType,
  validationFailed,
} from '../errors/kernel-errors.js';
import type { ConcreteType } from '../fields/json-schema.js';
import { ExportQuery } from '../list/list-query.js';
import { attachOperation, Fails, OnlyOnRest, Operation } from '../operation/operation.js';
import { Params } from '../operation/parameters.js';
import { permissionOf, type DeclaredResource } from './resource.js';
import { ResourceTransfers, StreamedBody, type ReceivedFile } from './transfers.js';

const transfers = Symbol('transfers');

interface Bound {
  [transfers]: ResourceTransfers;
}

/**
 * Gives the controller of a resource the routes by which its rows leave and come in as files.
 * @throws Error when the class has a method of that name
 */
export function supplyTransfers(type: ConcreteType, resource: DeclaredResource): void {
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
  Reflect.defineMetadata('design:paramtypes', [verb === 'export' ? ExportQuery : Object], prototype, verb);
  (verb === 'export' ? Params() : Req())(prototype, verb, 0);
  for (const decorator of decorators) decorator(prototype, verb, descriptor);
}

const exported = (resource: DeclaredResource) =>
  function (this: Bound, query: ExportQuery) {
    return this[transfers].export(resource, query);
  };

/** The parameter is the file, which the face has stored: a transaction may run again, and the body comes once. */
const imported = (resource: DeclaredResource) =>
  function (this: Bound, file: ReceivedFile) {
    return this[transfers].import(resource, file);
  };

function exportDecorators(resource: DeclaredResource): MethodDecorator[] {
  return [
    Post('export'),
    Allow(permissionOf(resource, 'export')),
    HttpCode(202),
    attachOperation({ name: permissionOf(resource, 'export'), resource, accepts: true }),
  ];
}

function importDecorators(resource: DeclaredResource): MethodDecorator[] {
  return [
    Post('import'),
    Allow(permissionOf(resource, 'import')),
    Operation(permissionOf(resource, 'import'), { accepts: true }),
    OnlyOnRest('its body is a file'),
    StreamedBody(),
    Fails(unsupportedMediaType, bodyTooLarge, malformedBody, validationFailed),
  ];
}
