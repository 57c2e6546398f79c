import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { libraries, projectFolder } from '../support/linked-modules.js';

/** What `export` can mean, the most telling first: a class is a value and a type. */
const kinds: readonly (readonly [ts.SymbolFlags, string])[] = [
  [ts.SymbolFlags.Class, 'class'],
  [ts.SymbolFlags.Function, 'function'],
  [ts.SymbolFlags.Variable, 'const'],
  [ts.SymbolFlags.Enum, 'enum'],
  [ts.SymbolFlags.Interface, 'interface'],
  [ts.SymbolFlags.TypeAlias, 'type'],
];

const entryOf = (library: string) => join(projectFolder, 'libs', library, 'src/index.ts');

/** All libraries at once: they import each other. */
function program(): ts.Program {
  const { config } = ts.readConfigFile(
    join(projectFolder, 'tsconfig.json'),
    ts.sys.readFile.bind(ts.sys),
  ) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [], include: [] },
    ts.sys,
    projectFolder,
  );
  return ts.createProgram(libraries.map(entryOf), options);
}

/** Every name that a library exports, with what it is: `class Caller`. */
function surfaceOf(whole: ts.Program, library: string): string[] {
  const entry = entryOf(library);
  const checker = whole.getTypeChecker();
  const source = whole.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} exports nothing`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => {
      const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const kind = kinds.find(([flag]) => flags & flag)?.[1] ?? 'other';
      return `${symbol.name} ${kind}`;
    })
    .sort();
}

let whole: ts.Program;
beforeAll(() => {
  whole = program();
}, 300_000);

describe.each(libraries)('The public surface of libs/%s', (library) => {
  const file = join(projectFolder, 'libs', library, 'public-surface.txt');

  it('is the one that was last agreed on', () => {
    const surface = surfaceOf(whole, library);
    if (process.env['UPDATE'] === '1') writeFileSync(file, `${surface.join('\n')}\n`);
    const agreed = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    expect(
      {
        gone: agreed.filter((one) => !surface.includes(one)),
        added: surface.filter((one) => !agreed.includes(one)),
      },
      `libs/${library}/public-surface.txt: what is gone breaks applications, what is added has to be kept. If it is meant: UPDATE=1 npx vitest run --project unit test/architecture/public-surface`,
    ).toEqual({ gone: [], added: [] });
    expect(surface.filter((one) => one.endsWith(' other'))).toEqual([]);
  });
});
