import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import {
  libraries,
  linkModules,
  linkPackage,
  projectFolder,
  publishedName,
  thirdPartyModules,
} from '../support/linked-modules.js';

/** What `npm pack` made of a folder of libs/. */
export interface PackedPackage {
  /** Of its folder. */
  readonly library: string;
  /** As it is published: `@keelson/kernel`. */
  readonly name: string;
  readonly tarball: string;
  /** Every file in it. */
  readonly files: readonly string[];
}

declare module 'vitest' {
  export interface ProvidedContext {
    packages: readonly PackedPackage[];
  }
}

const run = promisify(execFile);

/** The compiler of this repository: its options follow. */
export const compiler = join(projectFolder, 'node_modules/typescript-native/bin/tsc');

/** Packs every package once, for all specs of the project. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-packed-'));
  chmodSync(folder, 0o755);
  const workshop = join(folder, 'workshop');
  try {
    await build(workshop);
    project.provide('packages', await pack(workshop, folder));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Builds the libraries from their sources alone: what lies in this repository's dist/ may be of another day. */
async function build(workshop: string): Promise<void> {
  for (const library of libraries)
    for (const part of ['src', 'package.json', 'tsconfig.build.json', 'README.md', 'LICENSE'])
      cpSync(join(projectFolder, 'libs', library, part), join(workshop, 'libs', library, part), {
        recursive: true,
      });
  // The one program that is not compiled.
  cpSync(join(projectFolder, 'libs/server/bin'), join(workshop, 'libs/server/bin'), { recursive: true });
  cpSync(join(projectFolder, 'tsconfig.json'), join(workshop, 'tsconfig.json'));
  // What runs as each is packed.
  cpSync(join(projectFolder, 'scripts/assert-built.mjs'), join(workshop, 'scripts/assert-built.mjs'));
  // What create-keelson copies.
  cpSync(join(projectFolder, 'examples'), join(workshop, 'examples'), { recursive: true });
  linkModules(workshop, thirdPartyModules());
  for (const library of libraries)
    linkPackage(workshop, publishedName(library), join(workshop, 'libs', library));
  const projects = libraries.map((library) => join(workshop, 'libs', library, 'tsconfig.build.json'));
  await run(process.execPath, [compiler, '-b', ...projects], { maxBuffer: 1 << 24 });
}

async function pack(workshop: string, folder: string): Promise<PackedPackage[]> {
  const { stdout } = await run(
    'npm',
    ['pack', ...libraries.map((library) => `./libs/${library}`), '--json', '--pack-destination', folder],
    { cwd: workshop, maxBuffer: 1 << 24 },
  );
  // What a script of a package prints stands before it.
  const made = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as {
    name: string;
    filename: string;
    files: { path: string }[];
  }[];
  return libraries.map((library) => {
    const name = publishedName(library);
    const one = made.find((each) => each.name === name);
    if (!one) throw new Error(`npm pack did not make ${name}: ${stdout}`);
    return {
      library,
      name,
      tarball: join(folder, one.filename),
      files: one.files.map(({ path }) => path),
    };
  });
}
