import {
  checks,
  TerminalReport,
  verify,
  writeReports,
  type Verdict,
  type VerifyOptions,
} from '@keelson/conformance';
import type { Root } from '../migrated-database.js';
import { startServers, type Engine } from '../servers/index.js';
import { startSubject } from './subject.js';

/** What of an application is judged, and how. */
export interface Run {
  /** One after the other. */
  readonly engines: readonly Engine[];
  /** Only this module or feature; null for all of them. */
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

/**
 * Judges an application with the conformance kit on servers that it starts, prints what it finds and writes the reports.
 * @param options by default everything, on both engines, with reports in `conformance/`
 * @returns how many findings there are
 * @throws Error when the application does not start, or there is no check of the name
 */
export async function judge(root: Root, options: Partial<Run> = {}): Promise<number> {
  const { engines = ['postgres', 'mysql'], folder = 'conformance' } = options;
  const report = new TerminalReport({
    write: (text) => void process.stdout.write(text),
    isInteractive: process.stdout.isTTY && !process.env['NO_COLOR'],
  });
  const verdicts: Verdict[] = [];
  for (const engine of engines) {
    report.line(`\nConformance on ${engine}`);
    const verdict = await judgeOn(root, engine, options, report);
    verdicts.push(verdict);
    report.table(verdict);
    report.summary(verdict);
  }
  const files = await writeReports(verdicts, folder);
  report.line(`  ${files.join(', ')}`);
  return verdicts.reduce((sum, { findings }) => sum + findings.length, 0);
}

async function judgeOn(
  root: Root,
  engine: Engine,
  { feature = null, check = null, exploration = {}, opened = () => undefined }: Partial<Run>,
  progress: TerminalReport,
): Promise<Verdict> {
  const { servers, stop } = await startServers(engine);
  try {
    const subject = await startSubject(root, engine, servers);
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
    throw new Error(
      `There is no check "${name}". Available checks: ${checks.map((one) => one.name).join(', ')}.`,
    );
  return named;
}
