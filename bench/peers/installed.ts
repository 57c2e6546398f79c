import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { benchFolder } from '../folders.js';

let known: boolean | undefined;

/** Whether the peers' packages are there; they are installed when they are wanted for the first time. */
export function installedPeers(): boolean {
  return (known ??= existsSync(`${benchFolder}peers/node_modules/.package-lock.json`) || install());
}

function install(): boolean {
  console.log('bench: installing the peers that the job workload is compared with (bench/peers)');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: `${benchFolder}peers`,
    stdio: 'inherit',
  });
  if (status !== 0)
    console.log('bench: the peers could not be installed: the job workload is measured without them');
  return status === 0;
}
