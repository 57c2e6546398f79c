import { Feature } from '@keelson/kernel';
import { Module, type Type } from '@nestjs/common';
import { afterEach, expect, it, vi } from 'vitest';
import { commands, commandsPoint } from './commands-point.js';
import { CommandError, defineCommand, type CommandDefinition } from './command.js';
import { runCommandLine } from './run-command-line.js';

const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
vi.spyOn(process.stderr, 'write').mockReturnValue(true);
afterEach(() => written.mockClear());

const made = vi.fn();

/** An application with these commands, and a provider that must not be made for them. */
function applicationOf(...all: CommandDefinition[]): Type {
  class Server {
    constructor() {
      made();
    }
  }
  @Module({
    imports: [Feature.declare({ points: [commandsPoint] }, commands(...all))],
    providers: [Server],
  })
  class ApplicationModule {}
  return ApplicationModule;
}

const database = () => Promise.reject(new CommandError('There is no database.'));
const settings = () => Promise.reject(new CommandError('There are no settings.'));
const run = (root: Type, ...typed: string[]) =>
  runCommandLine(typed, { name: 'boats', root, database, settings, services: database });
const output = () => written.mock.calls.map(([text]) => text).join('');

it('runs a command of a package with what was typed, and makes no provider', async () => {
  const paint = defineCommand({
    name: 'paint',
    summary: 'Paints a boat.',
    arguments: { boat: 'its name', color: 'such as red' },
    flags: { twoCoats: 'paint twice', dry: 'wait' },
    run: (_, { boat, color, twoCoats, dry }) =>
      Promise.resolve({ json: { boat, color, twoCoats, dry }, lines: [`${boat} is ${color} now.`] }),
  });
  expect(await run(applicationOf(paint), 'paint', 'Ada', 'red')).toBe(0);
  expect(output()).toBe('Ada is red now.\n');
  written.mockClear();
  expect(await run(applicationOf(paint), 'paint', 'Ada', 'red', '--json', '--two-coats')).toBe(0);
  expect(JSON.parse(output())).toEqual({ boat: 'Ada', color: 'red', twoCoats: true, dry: false });
  expect(made).not.toHaveBeenCalled();
});

it('runs a command of two words, with options, and exits as the command says', async () => {
  const command = (name: string) =>
    defineCommand({
      name,
      summary: 'Checks a boat.',
      options: { since: 'a day' },
      run: (_, { since }) => Promise.resolve({ json: { name, since }, lines: [], exitCode: 3 }),
    });
  const root = applicationOf(command('hull check'), command('hull clean'));
  expect(await run(root, 'hull', 'check', '--json', '--since', 'monday')).toBe(3);
  expect(JSON.parse(output())).toEqual({ name: 'hull check', since: 'monday' });
  written.mockClear();
  expect(await run(root, 'hull', 'clean', '--json')).toBe(3);
  expect(JSON.parse(output())).toEqual({ name: 'hull clean', since: null });
  expect(await run(root, 'hull', 'paint')).toBe(2);
  expect(await run(root, 'hull', 'check', '--since')).toBe(2);
});

it('passes on what a command throws', async () => {
  const dive = defineCommand({
    name: 'dive',
    summary: 'Looks below.',
    run: async (application) => ({ json: await application.database(), lines: [] }),
  });
  await expect(run(applicationOf(dive), 'dive')).rejects.toThrow('There is no database.');
});

it('refuses two commands with one name, and a malformed name', async () => {
  const moor = defineCommand({
    name: 'moor',
    summary: 'Moors.',
    run: () => Promise.resolve({ json: null, lines: [] }),
  });
  await expect(run(applicationOf(moor, moor), 'moor')).rejects.toThrow(
    'The command "moor" is declared twice',
  );
  expect(() => defineCommand({ ...moor, name: 'Moor it' })).toThrow(/must be one or two words/);
});
