import {
  assertInputClass,
  fieldsOf,
  operationOf,
  Row,
  type AbstractType,
  type OperationMeta,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';

interface Argument {
  readonly index: number;
  readonly pipes?: readonly { readonly name?: string }[];
}

/**
 * The boot proof of inputs: every `@Input()` is a class whose properties have rule and schema, every `@Found()` an
 * entity inside an operation. What it finds would be a 500 at the first request, or a field that nobody checks.
 */
@Injectable()
export class InputProof {
  /** @throws Error naming the method and the mend */
  constructor(modules: ModulesContainer) {
    const scanner = new MetadataScanner();
    for (const module of modules.values())
      for (const { metatype } of module.controllers.values())
        if (metatype?.prototype)
          for (const name of scanner.getAllMethodNames(metatype.prototype as object))
            prove(metatype as AbstractType, name);
  }
}

function prove(type: AbstractType, name: string): void {
  const prototype = type.prototype as Record<string, object>;
  const operation = operationOf(prototype[name] as object);
  const parameters = (Reflect.getMetadata('design:paramtypes', prototype, name) ?? []) as unknown[];
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, name) ?? {}) as Record<string, Argument>;
  for (const { index, pipes = [] } of Object.values(args)) {
    const where = `${type.name}.${name}()`;
    if (pipes.some((pipe) => pipe.name === 'InputPipe')) proveInput(where, parameters[index], operation);
    if (pipes.some((pipe) => pipe.name === 'FoundPipe')) proveFound(where, parameters[index], operation);
  }
}

function proveInput(where: string, parameter: unknown, operation: OperationMeta | undefined): void {
  const type = operation?.input ?? parameter;
  if (!isClass(type) || fieldsOf(type).length === 0)
    throw new Error(
      `${where}: @Input() needs a parameter whose type is a class with fields; write a class with field decorators (@Text, @Integer, …) and import it as a value, not as a type.`,
    );
  try {
    assertInputClass(type, { deep: true });
  } catch (error) {
    throw new Error(`${where}: the class of its @Input() parameter is invalid. ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function proveFound(where: string, parameter: unknown, operation: OperationMeta | undefined): void {
  if (!operation)
    throw new Error(
      `${where}: @Found() locks a row for a write, but this method is not an operation; add @Operation('…'), or read the row from its store.`,
    );
  const isEntity = isClass(parameter) && parameter.prototype instanceof Row;
  if (!operation.resource && !isEntity)
    throw new Error(
      `${where}: @Found() needs a parameter whose type is an entity; import the entity as a value.`,
    );
}

function isClass(value: unknown): value is AbstractType {
  return typeof value === 'function' && value !== Object && typeof value.prototype === 'object';
}
