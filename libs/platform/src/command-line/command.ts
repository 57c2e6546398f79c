import type { FeatureRegistry, OperationCatalog } from '@keelson/kernel';
import type { DatabaseOptions } from '../persistence/index.js';
import type { LoadedSettings } from '../settings/index.js';

/** The application that a command looks at. None of its providers exists: it neither serves nor works. */
export interface DeclaredApplication {
  /** Its operations and routes. */
  readonly catalog: OperationCatalog;
  readonly registry: FeatureRegistry;
  /** The settings of this process. @throws SettingsError when they are wrong */
  settings(): Promise<LoadedSettings>;
  /** The database that the settings name; in evaluation, the embedded one, which is started for it. */
  database(): Promise<DatabaseOptions>;
}

export interface CommandOutput {
  /** Printed with `--json`. */
  readonly json: unknown;
  /** Printed otherwise. */
  readonly lines: readonly string[];
}

/** What was typed: each argument as a text, each flag as whether it was there. */
export type CommandInput<Argument extends string, Flag extends string> = Readonly<
  Record<Argument, string> & Record<Flag, boolean>
>;

export interface CommandDefinition<Argument extends string = string, Flag extends string = string> {
  /** As it is typed: `who-can`. */
  readonly name: string;
  /** One line of `--help`: "Lists the routes." */
  readonly summary: string;
  /** By name, in the order in which they are typed; all are required. */
  readonly arguments?: Readonly<Record<Argument, string>>;
  /** By name in camel case: `dryRun` is typed `--dry-run`. */
  readonly flags?: Readonly<Record<Flag, string>>;
  /** @throws CommandError with what the user can do about it */
  run(application: DeclaredApplication, input: CommandInput<Argument, Flag>): Promise<CommandOutput>;
}

/** A command that cannot do what it was asked; the message is the whole story. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * Makes a command; contribute it with `Feature.declare({ … }, commands(reindex))`.
 * @throws Error when the name is malformed
 */
export function defineCommand<Argument extends string = never, Flag extends string = never>(
  definition: CommandDefinition<Argument, Flag>,
): CommandDefinition {
  if (!/^[a-z]+(-[a-z]+)*$/.test(definition.name))
    throw new Error(
      `The command "${definition.name}" must be lowercase words joined by dashes, such as who-can.`,
    );
  return definition as unknown as CommandDefinition;
}
