import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Compiles the bench (and the libraries it references): Node 20 runs no TypeScript, and a loader would be measured too. */
export function build() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const tsc = `${root}node_modules/typescript-native/bin/tsc`;
  const { status } = spawnSync(process.execPath, [tsc, '-b', 'bench/tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error('bench: the build failed: fix the compiler errors above, then run the bench again');
    process.exit(1);
  }
}
