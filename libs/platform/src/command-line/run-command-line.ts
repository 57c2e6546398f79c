import { FeatureRegistry, OperationCatalog } from '@keelson/kernel';
import { Module, type DynamicModule, type LoggerService, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { Command, CommanderError } from 'commander';
import type { CommandDefinition, CommandOutput, DeclaredApplication } from './command.js';
import { findSettings } from '../settings/index.js';
import { commandsPoint } from './commands-point.js';

export interface CommandLineOptions {
  /** As the program is called: `keelson`. */
  readonly name: string;
  /** The root module; it imports PlatformModule. */
  readonly root: Type | DynamicModule;
  /** Called by commands that need the settings. */
  readonly settings: DeclaredApplication['settings'];
  /** Called by commands that need the database, at most once. */
  readonly database: DeclaredApplication['database'];
}

/** Exit codes: what was typed makes no sense, as shells have it. */
const usageError = 2;

/**
 * Runs one command of the application, without its providers: nothing is served, and no worker runs.
 * @param typed without the program: `['who-can', 'orders:place', '--json']`
 * @returns the exit code: 0, or 2 when the usage is wrong (which is then printed)
 * @throws Error what the command throws, or what makes the application wrong
 */
export async function runCommandLine(
  typed: readonly string[],
  { name, root, database, settings }: CommandLineOptions,
): Promise<number> {
  // Nothing is made of them: `--help` needs no settings that are right.
  const unread = (await findSettings(root)).unread();
  @Module({ imports: [unread.module, root] })
  class CommandLineApplication {}
  const context = await NestFactory.createApplicationContext(CommandLineApplication, {
    preview: true,
    abortOnError: false,
    // It would announce the preview.
    logger: false,
  });
  context.useLogger(onlyWarnings);
  const modules = context.get(ModulesContainer);
  const registry = new FeatureRegistry(modules);
  const catalog = new OperationCatalog(modules);
  const application: DeclaredApplication = { catalog, registry, settings, database };
  // Only here: a server has no use for it.
  const { Command: Program, CommanderError: UsageError } = await import('commander');
  const program = new Program(name)
    .description('Commands of this application.')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError(`Run \`${name} --help\`.`);
  for (const { value } of registry.contributions(commandsPoint))
    for (const command of value) add(program, command, application);
  try {
    await program.parseAsync([...typed], { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return (error as CommanderError).exitCode === 0 ? 0 : usageError;
  }
}

function add(program: Command, command: CommandDefinition, application: DeclaredApplication): void {
  const names = Object.keys(command.arguments ?? {});
  const added = program.command(command.name).description(command.summary).allowExcessArguments(false);
  for (const [name, description] of Object.entries(command.arguments ?? {}))
    added.argument(`<${name}>`, description);
  for (const [flag, description] of Object.entries(command.flags ?? {}))
    added.option(typedAs(flag), description);
  added.option('--json', 'print JSON');
  added.action(async (...parts: unknown[]) => {
    const { json, ...given } = added.opts<Record<string, boolean>>();
    const flags = Object.fromEntries(
      Object.keys(command.flags ?? {}).map((flag) => [flag, given[flag] ?? false]),
    );
    const input = Object.fromEntries(names.map((name, index) => [name, String(parts[index])]));
    print(await command.run(application, { ...input, ...flags } as never), json ?? false);
  });
}

function typedAs(flag: string): string {
  return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function print({ json, lines }: CommandOutput, asJson: boolean): void {
  process.stdout.write(`${asJson ? JSON.stringify(json, null, 2) : lines.join('\n')}\n`);
}

const toErrors = (message: unknown): void => void process.stderr.write(`${String(message)}\n`);
/** The standard output is the command's. */
const onlyWarnings: LoggerService = { log: () => undefined, warn: toErrors, error: toErrors };
