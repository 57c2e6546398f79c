import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { libraries, linkModules } from '../support/linked-modules.js';
import { compiler, type PackedPackage } from './packed-packages.js';

const run = promisify(execFile);
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

/** The libraries of this repository as a registry would have them: unpacked wherever an application is. */
export class Packing {
  constructor(private readonly packages: readonly PackedPackage[]) {}

  filesOf(library: string): readonly string[] {
    return this.of(library).files;
  }

  /** Unpacks a library where an application finds it. @returns the folder */
  async unpack(library: string, application: string): Promise<string> {
    const to = join(application, 'node_modules/@keelson', library);
    mkdirSync(to, { recursive: true });
    const { tarball } = this.of(library);
    await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', to]);
    return to;
  }

  /** Every library, as npm would place them, and no other package: what a library forgets to declare is not there. */
  async unpackAll(application: string): Promise<void> {
    const peers = new Set(['@types/node']);
    for (const library of libraries) {
      const manifest = readManifest(await this.unpack(library, application));
      linkModules(
        join(application, 'node_modules/@keelson', library),
        Object.keys(manifest.dependencies ?? {}),
      );
      for (const name of Object.keys(manifest.peerDependencies ?? {}))
        if (!name.startsWith('@keelson/')) peers.add(name);
    }
    linkModules(application, [...peers]);
  }

  private of(library: string): PackedPackage {
    const found = this.packages.find((one) => one.library === library);
    if (!found) throw new Error(`${library} is not packed`);
    return found;
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
