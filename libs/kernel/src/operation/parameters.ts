import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { ArgumentMetadata } from '@nestjs/common';
import type { AbstractType, ConcreteType } from '../fields/json-schema.js';
import { readInput } from './read-input.js';
import { References } from './resource-reader.js';

interface Asked {
  readonly params?: { readonly id?: unknown };
  readonly body?: unknown;
}

const idOf = (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Asked>().params?.id;
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

// What pipes of a feature see are the id and the body, as Nest's own @Param('id') and @Body() would hand them over.
const found = createParamDecorator(idOf);
const input = createParamDecorator(bodyOf);
const id = createParamDecorator(idOf);

/** The row that the caller names, locked, visible to the caller and in a state that allows the action. */
export const Found = (): ParameterDecorator => found(FoundPipe);

/** The body as an instance of the parameter's class, valid as a whole; for a merge patch, merged into the row. */
export const Input = (): ParameterDecorator => input(InputPipe);

/** The id that the caller names, as sent. */
export const Id = (): ParameterDecorator => id();

export const isFoundArgument = (pipes: readonly unknown[]): boolean => pipes.includes(FoundPipe);
export const isInputArgument = (pipes: readonly unknown[]): boolean => pipes.includes(InputPipe);
/** Whether a parameter is an `@Id()`. */
export const isIdArgument = (factory: unknown): boolean => factory === idOf;
