import { requireProgram } from './programs.js';

export interface Chromium {
  readonly executable: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it needs to run without a screen, and as root. */
  readonly arguments: readonly string[];
}

/** The browser for tests that need one: installed, or fetched like the servers. */
export async function findChromium(): Promise<Chromium> {
  const program = await requireProgram('chromium');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return {
    executable: program.path,
    environment: program.environment,
    arguments: ['--headless=new', '--disable-gpu', '--disable-dev-shm-usage', ...sandbox],
  };
}
