import 'reflect-metadata';
import { TerminalReport, verify, writeReports, type Verdict } from '@keelson/conformance';
import { startServers, type Engine } from '../support/servers/index.js';
import { startSubject } from './subject.js';

/** What `npm run verify` was asked for. */
export interface Run {
  readonly engines: readonly Engine[];
  readonly feature: string | null;
  /** Where the reports go. */
  readonly folder: string;
  /** Hears how to close what is open, in case that the run is interrupted; the servers end with this process anyhow. */
  readonly opened: (close: () => Promise<void>) => void;
}

/** Judges the application on each engine, one after the other. @returns how many findings there are */
export async function run({ engines, feature, folder, opened }: Run): Promise<number> {
  const report = new TerminalReport({
    write: (text) => void process.stdout.write(text),
    isInteractive: process.stdout.isTTY && !process.env['NO_COLOR'],
  });
  const verdicts: Verdict[] = [];
  for (const engine of engines) {
    report.line(`\nConformance on ${engine}`);
    const verdict = await judged(engine, feature, opened, report);
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
  feature: string | null,
  opened: Run['opened'],
  progress: TerminalReport,
): Promise<Verdict> {
  const { servers, stop } = await startServers(engine);
  try {
    const subject = await startSubject(engine, servers);
    opened(() => subject.close());
    try {
      return await verify(subject, { feature, progress });
    } finally {
      opened(() => Promise.resolve());
      await subject.close();
    }
  } finally {
    await stop();
  }
}
