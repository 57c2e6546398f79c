import {
  createParamDecorator,
  Injectable,
  type ArgumentMetadata,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import { operationOf, type OperationMeta } from '../operation/operation-meta.js';
import type { OperationRequest } from '../operation/exchange.js';
import { Operations } from '../operation/operations.js';
import { readInput } from '../operation/read-input.js';

interface Asked {
  readonly request: OperationRequest;
  readonly operation: OperationMeta | null;
}

const asked = createParamDecorator((_: unknown, context: ExecutionContext): Asked => ({
  request: context.switchToHttp().getRequest<OperationRequest>(),
  operation: operationOf(context.getHandler()) ?? null,
}));

/** Finds the row that `{id}` names; the parameter's type says of which entity. Finding is authorizing. */
@Injectable()
export class FoundPipe implements PipeTransform<Asked, Promise<Row>> {
  constructor(private readonly operations: Operations) {}

  transform({ request, operation }: Asked, metadata: ArgumentMetadata): Promise<Row> {
    const entity = operation?.resource?.entity ?? (metadata.metatype as ConcreteType<Row> | undefined);
    if (!entity) throw new Error('@Found() needs a parameter typed as an entity.');
    return this.operations.found(entity, request, operation);
  }
}

/** Reads and validates the body; the parameter's type says as what. References in it are checked. */
@Injectable()
export class InputPipe implements PipeTransform<Asked, Promise<object>> {
  constructor(private readonly operations: Operations) {}

  async transform({ request, operation }: Asked, metadata: ArgumentMetadata): Promise<object> {
    const type = operation?.input ?? (metadata.metatype as ConcreteType | undefined);
    if (!type || (type as unknown) === Object)
      throw new Error('@Input() needs a parameter typed as a class of fields.');
    const current =
      operation?.verb === 'update' && operation.resource
        ? await this.operations.found(operation.resource.entity, request, operation)
        : undefined;
    const input = readInput(type, request.body, current);
    await this.operations.checkReferences(type, input);
    return input;
  }
}

/** The row that the path names, locked, visible to the caller and in a state that allows the action. */
export const Found = (): ParameterDecorator => asked(FoundPipe);

/** The body as an instance of the parameter's class, valid as a whole; for a merge patch, merged into the row. */
export const Input = (): ParameterDecorator => asked(InputPipe);
