import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { ArgumentMetadata } from '@nestjs/common';
import type { AbstractType, ConcreteType } from '../fields/json-schema.js';
import { readInput } from './read-input.js';
import { readParams } from './read-params.js';
import { References } from './resource-reader.js';

interface Asked {
  readonly params?: { readonly id?: unknown };
  readonly query?: unknown;
  readonly body?: unknown;
}

const idOf = (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Asked>().params?.id;
const queryOf = (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Asked>().query;
const bodyOf = (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Asked>().body;

/** Marks `@Found()`. Operations find the row themselves; on any other route there is none to find. */
@Injectable()
export class FoundPipe implements PipeTransform {
  transform(): never {
    throw new Error('@Found() needs a method that is an operation: add @Operation or @Action.');
  }
}

/** Marks `@Input()`. Operations read their input themselves; on any other route this validates the body. */
@Injectable()
export class InputPipe implements PipeTransform<unknown, Promise<object>> {
  constructor(private readonly references: References) {}

  async transform(body: unknown, { metatype }: ArgumentMetadata): Promise<object> {
    const type = metatype as ConcreteType;
    const input = readInput(type, body);
    await this.references.check(type as AbstractType, input);
    return input;
  }
}

/** Marks `@Params()`. Operations read their parameters themselves; on any other route this validates the query. */
@Injectable()
export class ParamsPipe implements PipeTransform<unknown, object> {
  transform(query: unknown, { metatype }: ArgumentMetadata): object {
    return readParams(metatype as ConcreteType, query);
  }
}

// What pipes of a feature see are the id, the query and the body, as Nest's own decorators would hand them over.
const found = createParamDecorator(idOf);
const input = createParamDecorator(bodyOf);
const params = createParamDecorator(queryOf);
const id = createParamDecorator(idOf);
const nothingYet = () => undefined;
const prepared = createParamDecorator(nothingYet);

/** The row that the caller names, locked, visible to the caller and in a state that allows the action. */
export const Found = (): ParameterDecorator => found(FoundPipe);

/**
 * The row that the operation itself names, such as the caller's own, locked. The body, if there is one, is a merge patch
 * of it. An expected version (`If-Match`) is ignored.
 * @param idOf asked for each call: `@FoundBy(() => currentCaller().userId)`
 */
export const FoundBy = (idOf: () => string): ParameterDecorator => found(idOf, FoundPipe);

/** The body as an instance of the parameter's class, valid as a whole; for a merge patch, merged into the row. */
export const Input = (): ParameterDecorator => input(InputPipe);

/**
 * The parameters of the call, for REST those of the query, as an instance of the parameter's class, valid as a whole. The
 * class has a field for each; the documentation comes from them too. A resource's own `list` takes a `ListQuery`, its
 * `read` a `ReadQuery`.
 */
export const Params = (): ParameterDecorator => params(ParamsPipe);

/** The id that the caller names, as sent. */
export const Id = (): ParameterDecorator => id();

/** What the `@Prepare` of the operation has worked out. */
export const Prepared = (): ParameterDecorator => prepared();

export const isFoundArgument = (pipes: readonly unknown[]): boolean => pipes.includes(FoundPipe);
export const isInputArgument = (pipes: readonly unknown[]): boolean => pipes.includes(InputPipe);
export const isParamsArgument = (pipes: readonly unknown[]): boolean => pipes.includes(ParamsPipe);
/** Whether a pipe is none of Nest's, but marks a parameter that the invoker fills. */
export const isMark = (pipe: unknown): boolean =>
  pipe === FoundPipe || pipe === InputPipe || pipe === ParamsPipe;
/** Whether a parameter is a `@Prepared()`. */
export const isPreparedArgument = (factory: unknown): boolean => factory === nothingYet;
/** Whether a parameter is an `@Id()`. */
export const isIdArgument = (factory: unknown): boolean => factory === idOf;
