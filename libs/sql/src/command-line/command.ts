import type { FeatureRegistry, OperationCatalog } from '@keelson/kernel';
import type { Type } from '@nestjs/common';
import type { DatabaseOptions } from '../persistence/index.js';
import type { LoadedSettings } from '@keelson/runtime';

/** Gives providers of the application by their classes. */
export interface Services {
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
}

/** The application that a command looks at. None of its providers exists: it neither serves nor works. */
export interface DeclaredApplication {
  /** Its operations and routes. */
  readonly catalog: OperationCatalog;
  readonly registry: FeatureRegistry;
  /** The database that the settings name; in evaluation, the embedded one, which is started for it. */
  database(): Promise<DatabaseOptions>;
  /** The settings of the environment. @throws SettingsError */
  settings(): Promise<LoadedSettings>;
  /**
   * The application with its providers, on its migrated database, for commands that do what a route does: nothing is served,
   * and no worker and no loop runs.
   */
  services(): Promise<Services>;
  /** Tells whoever waits how far a long command is, on the standard error. */
  progress(line: string): void;
}

export interface CommandOutput {
  /** Printed with `--json`. */
  readonly json: unknown;
  /** Printed otherwise. */
  readonly lines: readonly string[];
  /** 0 by default. 1 is a command that failed, and 2 a wrong usage: take 3 or more for what was found. */
  readonly exitCode?: number;
}

/** What was typed: each argument as a text, each flag as whether it was there, each option as a text or null. */
export type CommandInput<
  Argument extends string,
  Flag extends string,
  Option extends string = never,
> = Readonly<Record<Argument, string> & Record<Flag, boolean> & Record<Option, string | null>>;

export interface CommandDefinition<
  Argument extends string = string,
  Flag extends string = string,
  Option extends string = string,
> {
  /** As it is typed, in one or two words: `who-can`, `audit verify`. */
  readonly name: string;
  /** One line of `--help`: "Lists the routes." */
  readonly summary: string;
  /** By name, in the order in which they are typed; all are required. */
  readonly arguments?: Readonly<Record<Argument, string>>;
  /** By name in camel case: `dryRun` is typed `--dry-run`. */
  readonly flags?: Readonly<Record<Flag, string>>;
  /** By name in camel case: `expect` is typed `--expect <value>`. */
  readonly options?: Readonly<Record<Option, string>>;
  /** @throws CommandError with what the user can do about it */
  run(application: DeclaredApplication, input: CommandInput<Argument, Flag, Option>): Promise<CommandOutput>;
}

/** A command that cannot do what it was asked; the message is the whole story. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * Makes a command; contribute it with `Feature.declare({ … }, commands(reindex))`.
 * @throws Error when the name is malformed
 */
export function defineCommand<
  Argument extends string = never,
  Flag extends string = never,
  Option extends string = never,
>(definition: CommandDefinition<Argument, Flag, Option>): CommandDefinition {
  if (!/^[a-z]+(-[a-z]+)*( [a-z]+(-[a-z]+)*)?$/.test(definition.name))
    throw new Error(
      `The command "${definition.name}" must be one or two words in lowercase, such as who-can or audit verify.`,
    );
  return definition as unknown as CommandDefinition;
}
