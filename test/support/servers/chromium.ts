import { requireProgram } from '@keelson/testing/servers';
import { programs } from './programs.js';

export interface Chromium {
  readonly executable: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it needs to run without a screen, under any user. */
  readonly arguments: readonly string[];
}

/** The browser for tests that need one: installed, or fetched like the servers. */
export async function findChromium(): Promise<Chromium> {
  const program = await requireProgram(programs.chromium);
  return {
    executable: program.path,
    environment: program.environment,
    // Its sandbox needs a setuid program or kernel rights that root, a container and an unpacked package lack; the only
    // pages it sees are our own.
    arguments: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  };
}
