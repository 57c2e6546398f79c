import 'reflect-metadata';
import {
  checks,
  TerminalReport,
  verify,
  writeReports,
  type Verdict,
  type VerifyOptions,
} from '@keelson/conformance';
import { startServers, type Engine } from '../support/servers/index.js';
import { startSubject } from './subject.js';

/** What `npm run verify` was asked for. */
export interface Run {
  readonly engines: readonly Engine[];
  readonly feature: string | null;
  /** Only the kit's check of this name; null for all of them. */
  readonly check: string | null;
  /** Seed and number of the drawn sequences, where they were given. */
  readonly exploration: NonNullable<VerifyOptions['exploration']>;
  /** Where the reports go. */
  readonly folder: string;
  /** Hears how to close what is open, in case that the run is interrupted; the servers end with this process anyhow. */
  readonly opened: (close: () => Promise<void>) => void;
}

/** Judges the application on each engine, one after the other. @returns how many findings there are */
export async function run({ engines, folder, ...asked }: Run): Promise<number> {
  const report = new TerminalReport({
    write: (text) => void process.stdout.write(text),
    isInteractive: process.stdout.isTTY && !process.env['NO_COLOR'],
  });
  const verdicts: Verdict[] = [];
  for (const engine of engines) {
    report.line(`\nConformance on ${engine}`);
    const verdict = await judged(engine, asked, report);
    verdicts.push(verdict);
    report.table(verdict);
    report.summary(verdict);
  }
  const files = await writeReports(verdicts, folder);
  report.line(`  ${files.join(', ')}`);
  return verdicts.reduce((sum, { findings }) => sum + findings.length, 0);
}

async function judged(
  engine: Engine,
  { feature, check, exploration, opened }: Omit<Run, 'engines' | 'folder'>,
  progress: TerminalReport,
): Promise<Verdict> {
  const { servers, stop } = await startServers(engine);
  try {
    const subject = await startSubject(engine, servers);
    opened(() => subject.close());
    try {
      return await verify(subject, {
        feature,
        progress,
        exploration,
        ...(check !== null && { checks: checksNamed(check) }),
      });
    } finally {
      opened(() => Promise.resolve());
      await subject.close();
    }
  } finally {
    await stop();
  }
}

/** @throws Error when there is none of the name */
function checksNamed(name: string): typeof checks {
  const named = checks.filter((one) => one.name === name);
  if (named.length === 0)
    throw new Error(`There is no check "${name}". Use one of ${checks.map((one) => one.name).join(', ')}.`);
  return named;
}
