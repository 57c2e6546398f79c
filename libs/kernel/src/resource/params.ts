import {
  createParamDecorator,
  Injectable,
  type ArgumentMetadata,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { currentExchange } from '../context/context.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import { operationOf, type OperationMeta } from '../operation/operation-meta.js';
import type { OperationRequest } from '../operation/exchange.js';
import { Operations } from '../operation/operations.js';
import { readInput } from '../operation/read-input.js';

/** The operation that a request is for; a pipe does not see its handler. */
const operations = new WeakMap<OperationRequest, OperationMeta | null>();

/** Hands the pipes what Nest's own @Body() and @Param('id') would, so that pipes of a feature see what they expect. */
const asked = (part: (request: OperationRequest) => unknown) =>
  createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
    const request = context.switchToHttp().getRequest<OperationRequest>();
    operations.set(request, operationOf(context.getHandler()) ?? null);
    return part(request);
  });

/** Finds the row that `{id}` names; the parameter's type says of which entity. Finding is authorizing. */
@Injectable()
export class FoundPipe implements PipeTransform<unknown, Promise<Row>> {
  constructor(private readonly operations: Operations) {}

  transform(_id: unknown, metadata: ArgumentMetadata): Promise<Row> {
    const { request } = currentExchange();
    const operation = operations.get(request) ?? null;
    const entity = operation?.resource?.entity ?? (metadata.metatype as ConcreteType<Row> | undefined);
    if (!entity) throw new Error('@Found() needs a parameter whose type is an entity.');
    return this.operations.found(entity, request, operation);
  }
}

/** Reads and validates the body; the parameter's type says as what. References in it are checked. */
@Injectable()
export class InputPipe implements PipeTransform<unknown, Promise<object>> {
  constructor(private readonly operations: Operations) {}

  async transform(body: unknown, metadata: ArgumentMetadata): Promise<object> {
    const { request } = currentExchange();
    const operation = operations.get(request) ?? null;
    const type = operation?.input ?? (metadata.metatype as ConcreteType | undefined);
    if (!type || (type as unknown) === Object)
      throw new Error('@Input() needs a parameter whose type is a class with fields.');
    const current =
      operation?.verb === 'update' && operation.resource
        ? await this.operations.found(operation.resource.entity, request, operation)
        : undefined;
    const input = readInput(type, body, current);
    await this.operations.checkReferences(type, input);
    return input;
  }
}

const askedRow = asked((request) => (request.params as { readonly id?: unknown } | undefined)?.id);
const askedBody = asked((request) => request.body);

/** The row that the path names, locked, visible to the caller and in a state that allows the action. */
export const Found = (): ParameterDecorator => askedRow(FoundPipe);

/** The body as an instance of the parameter's class, valid as a whole; for a merge patch, merged into the row. */
export const Input = (): ParameterDecorator => askedBody(InputPipe);
