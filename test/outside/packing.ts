import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  libraries,
  linkModules,
  linkPackage,
  projectFolder,
  thirdPartyModules,
} from '../support/linked-modules.js';

const run = promisify(execFile);
const compiler = join(projectFolder, 'node_modules/typescript-native/bin/tsc');
const tsc = (args: readonly string[], cwd: string) =>
  run(process.execPath, [compiler, ...args], { cwd, maxBuffer: 1 << 24 });

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: { readonly '.': { readonly default: string; readonly types: string } };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The libraries of this repository as a registry would have them: packed, and unpacked wherever an application is. */
export class Packing {
  /** The files of each tarball, and where it is. */
  private readonly packs = new Map<string, { readonly files: readonly string[]; readonly tarball: string }>();

  /** @param folder an empty one, to work in */
  constructor(readonly folder: string) {}

  filesOf(library: string): readonly string[] {
    return this.packs.get(library)?.files ?? [];
  }

  /** Builds the libraries from their sources alone (what lies in this repository's dist/ may be of another day), and packs them. */
  async packAll(): Promise<void> {
    const workshop = join(this.folder, 'workshop');
    for (const library of libraries)
      for (const part of ['src', 'package.json', 'tsconfig.build.json', 'README.md', 'LICENSE'])
        cpSync(join(projectFolder, 'libs', library, part), join(workshop, 'libs', library, part), {
          recursive: true,
        });
    cpSync(join(projectFolder, 'tsconfig.json'), join(workshop, 'tsconfig.json'));
    linkModules(workshop, thirdPartyModules());
    for (const library of libraries)
      linkPackage(workshop, `@keelson/${library}`, join(workshop, 'libs', library));
    await tsc(
      ['-b', ...libraries.map((library) => join(workshop, 'libs', library, 'tsconfig.build.json'))],
      workshop,
    );
    for (const library of libraries) await this.pack(join(workshop, 'libs', library), library);
  }

  private async pack(source: string, library: string): Promise<void> {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', this.folder], {
      cwd: source,
    });
    const [pack] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
    if (!pack) throw new Error(`npm pack said: ${stdout}`);
    this.packs.set(library, {
      files: pack.files.map(({ path }) => path),
      tarball: join(this.folder, pack.filename),
    });
  }

  /** Unpacks a library where an application finds it. @returns the folder */
  async unpack(library: string, application: string): Promise<string> {
    const to = join(application, 'node_modules/@keelson', library);
    mkdirSync(to, { recursive: true });
    const { tarball } = this.packs.get(library) ?? {};
    if (!tarball) throw new Error(`${library} is not packed`);
    await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', to]);
    return to;
  }
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/**
 * Compiles `src` of an application into `dist`, against the packed types. The declarations of libraries are checked too.
 * @returns what the compiler said
 */
export async function compileApplication(folder: string): Promise<string> {
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
    types: ['node'],
    rootDir: 'src',
    outDir: 'dist',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'boatyard', type: 'module', private: true }),
  );
  return tsc(['-p', '.', '--pretty', 'false'], folder).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

/** What the compiler said about the application and our packages; third parties answer for their own declarations. */
export function ourFaults(said: string): readonly string[] {
  const others = /^(?!src\/|node_modules\/@keelson\/)\S+\.d\.[cm]?ts\(/;
  return said.split('\n').filter((line) => line && !/^\s/.test(line) && !others.test(line));
}
