import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import ts from 'typescript';

/** Names that a change leaves without a use are a fault of its way to be written. */
const unused = new Set([6133, 6192, 6196, 6198, 6205]);

/** Says what TypeScript says of a change: the programme is held open, so that only what depends on the file is read again. */
export class TypeCheck {
  private readonly files: readonly string[];
  private readonly service: ts.LanguageService;
  private readonly known = new Map<string, ReadonlySet<string>>();
  private changed: { readonly file: string; readonly text: string } | null = null;
  private version = 0;

  constructor() {
    const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile.bind(ts.sys)) as { config: object };
    const parsed = ts.parseJsonConfigFileContent({ ...config, include: ['src'] }, ts.sys, process.cwd());
    this.files = parsed.fileNames.filter((file) => !file.endsWith('.spec.ts'));
    this.service = ts.createLanguageService({
      getCompilationSettings: () => parsed.options,
      getScriptFileNames: () => [...this.files],
      getScriptVersion: (file) => (this.isChanged(file) ? `changed ${this.version}` : '0'),
      getScriptSnapshot: (file) => {
        const text = this.isChanged(file) ? this.changed?.text : ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => process.cwd(),
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: ts.sys.fileExists.bind(ts.sys),
      readFile: ts.sys.readFile.bind(ts.sys),
      directoryExists: ts.sys.directoryExists.bind(ts.sys),
      getDirectories: ts.sys.getDirectories.bind(ts.sys),
      realpath: (path) => ts.sys.realpath?.(path) ?? path,
    });
  }

  /** The first error in the file or in one that imports it; null when there is none. */
  of(changed: { readonly file: string; readonly text: string }): string | null {
    const places = [resolve(changed.file), ...this.importersOf(changed.file)];
    const before = this.known.get(changed.file) ?? new Set(this.errors(null, places));
    this.known.set(changed.file, before);
    return this.errors(changed, places).find((error) => !before.has(error)) ?? null;
  }

  private errors(changed: typeof this.changed, places: readonly string[]): string[] {
    this.changed = changed;
    this.version += 1;
    return places
      .flatMap((file) => [
        ...this.service.getSyntacticDiagnostics(file),
        ...this.service.getSemanticDiagnostics(file),
      ])
      .filter(({ code }) => !unused.has(code))
      .map(
        ({ code, messageText }) => `compiler: TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
  }

  private isChanged(file: string): boolean {
    return this.changed !== null && resolve(file) === resolve(this.changed.file);
  }

  private importersOf(file: string): string[] {
    const name = `/${basename(file, '.ts')}.js'`;
    return this.files.filter((one) => readFileSync(one, 'utf8').includes(name));
  }
}
