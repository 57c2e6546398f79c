import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '../verdict.js';
import { reported } from './evidence.js';
import { htmlOf } from './html.js';
import { junitOf } from './junit.js';
import { sarifOf } from './sarif.js';

/**
 * Writes `report.html`, `report.json`, `junit.xml` and `report.sarif` into a folder. Access tokens are left out of all of them.
 * @returns their paths
 */
export async function writeReports(verdicts: readonly Verdict[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'report.html': htmlOf(verdicts),
    'report.json': `${JSON.stringify(
      verdicts.map((verdict) => ({ ...verdict, findings: verdict.findings.map(reported) })),
      null,
      2,
    )}\n`,
    'junit.xml': junitOf(verdicts),
    'report.sarif': sarifOf(verdicts),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return Object.keys(files).map((name) => join(folder, name));
}
