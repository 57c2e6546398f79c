import { FeatureRegistry, OperationCatalog } from '@keelson/kernel';
import { Module, type DynamicModule, type LoggerService, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { Command, CommanderError } from 'commander';
import type { CommandDefinition, CommandOutput, DeclaredApplication } from './command.js';
import { findSettings } from '@keelson/runtime';
import { commandsPoint } from './commands-point.js';

export interface CommandLineOptions {
  /** As the program is called: `keelson`. */
  readonly name: string;
  /** The root module; it imports PlatformModule. */
  readonly root: Type | DynamicModule;
  /** Called by commands that need the database, at most once. */
  readonly database: DeclaredApplication['database'];
  /** Called by commands that need settings. */
  readonly settings: DeclaredApplication['settings'];
  /** Called by commands that need the providers, at most once. */
  readonly services: DeclaredApplication['services'];
}

/** Exit codes: what was typed makes no sense, as shells have it. */
const usageError = 2;

/**
 * Runs one command of the application, without its providers: nothing is served, and no worker runs.
 * @param typed without the program: `['who-can', 'orders:place', '--json']`
 * @returns the exit code: the command's, or 2 when the usage is wrong (which is then printed)
 * @throws Error what the command throws, or what makes the application wrong
 */
export async function runCommandLine(
  typed: readonly string[],
  { name, root, ...opened }: CommandLineOptions,
): Promise<number> {
  // Nothing is made of them: `--help` needs no settings that are right.
  const settings = (await findSettings(root)).unread();
  @Module({ imports: [settings.module, root] })
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
  const application: DeclaredApplication = {
    catalog: new OperationCatalog(modules, registry),
    registry,
    ...opened,
    progress: toErrors,
  };
  // Only here: a server has no use for it.
  const { Command: Program, CommanderError: UsageError } = await import('commander');
  const program = new Program(name)
    .description('Commands of this application.')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError(`Run \`${name} --help\`.`);
  let exitCode = 0;
  const all = registry.contributions(commandsPoint).flatMap(({ value }) => value);
  for (const command of all)
    add(groupOf(program, command, all), command, async (input, asJson) => {
      const output = await command.run(application, input as never);
      print(output, asJson);
      exitCode = output.exitCode ?? 0;
    });
  try {
    await program.parseAsync([...typed], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return (error as CommanderError).exitCode === 0 ? 0 : usageError;
  }
}

/** Where a command is added: those of two words share a command that only has others below it. */
function groupOf(program: Command, { name }: CommandDefinition, all: readonly CommandDefinition[]): Command {
  const [first = '', second] = name.split(' ');
  if (!second) return program;
  const known = program.commands.find((one) => one.name() === first);
  if (known) return known;
  const below = all.filter((one) => one.name.startsWith(`${first} `)).map((one) => one.name.split(' ')[1]);
  return program.command(first).description(`Commands: ${below.join(', ')}.`);
}

function add(
  group: Command,
  command: CommandDefinition,
  run: (input: Readonly<Record<string, unknown>>, asJson: boolean) => Promise<void>,
): void {
  const names = Object.keys(command.arguments ?? {});
  const word = command.name.split(' ').at(-1) ?? command.name;
  const added = group.command(word).description(command.summary).allowExcessArguments(false);
  for (const [name, description] of Object.entries(command.arguments ?? {}))
    added.argument(`<${name}>`, description);
  for (const [flag, description] of Object.entries(command.flags ?? {}))
    added.option(typedAs(flag), description);
  for (const [option, description] of Object.entries(command.options ?? {}))
    added.option(`${typedAs(option)} <value>`, description);
  added.option('--json', 'print JSON');
  added.action(async (...parts: unknown[]) => {
    const { json, ...given } = added.opts<Record<string, unknown>>();
    const [flags, options] = [Object.keys(command.flags ?? {}), Object.keys(command.options ?? {})];
    await run(
      {
        ...Object.fromEntries(names.map((name, index) => [name, String(parts[index])])),
        ...Object.fromEntries(flags.map((flag) => [flag, given[flag] ?? false])),
        ...Object.fromEntries(options.map((option) => [option, given[option] ?? null])),
      },
      json === true,
    );
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
