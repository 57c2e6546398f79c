import { createHash } from 'node:crypto';
import type { Finding, Place } from '../finding.js';
import { proofOf } from '../rules/rules.js';
import type { Verdict } from '../verdict.js';
import { reported } from './evidence.js';

/** Where the schema of SARIF 2.1.0 (OASIS, 2020) is published. */
const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The project's folder, from which paths are relative. */
const root = 'SRCROOT';

/** The findings of all engines as one run in SARIF 2.1.0, as code hosts and editors read it. */
export function sarifOf(verdicts: readonly Verdict[]): string {
  const findings = verdicts.flatMap(({ engine, findings: made }) =>
    made.map((finding) => ({ engine, finding })),
  );
  const names = [...new Set(findings.map(({ finding }) => finding.rule))].sort();
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Keelson conformance', rules: names.map((rule) => ruleOf(rule, findings)) } },
        invocations: [{ executionSuccessful: true, ...timesOf(verdicts) }],
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [root]: { description: { text: 'The folder of the project.' } } },
        results: findings.map(({ engine, finding }) => resultOf(engine, finding, names)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

type Made = { readonly finding: Finding };

function ruleOf(rule: string, findings: readonly Made[]): object {
  const fix = findings.find(({ finding }) => finding.rule === rule)?.finding.mend ?? '';
  const proves = proofOf(rule);
  return {
    id: rule,
    shortDescription: { text: proves },
    help: { text: `${proves} ${fix}`.trim(), markdown: `${proves}\n\n**Fix:** ${fix}` },
    defaultConfiguration: { level: 'error' },
    properties: { tags: [rule.split('/')[0]] },
  };
}

function resultOf(engine: string, finding: Finding, names: readonly string[]): object {
  const { rule, operation, place, message, mend, also = [] } = finding;
  const { curl, person, answer, rows } = reported(finding).evidence;
  return {
    ruleId: rule,
    ruleIndex: names.indexOf(rule),
    level: 'error',
    message: { text: `${message} ${mend}` },
    locations: [locationOf(operation, place)],
    partialFingerprints: { 'keelson/v1': fingerprintOf(finding) },
    properties: { engine, person, curl, status: answer?.status ?? null, rows, also },
  };
}

function locationOf(operation: string | null, { file, line, module }: Place): object {
  return {
    ...(file !== undefined && {
      physicalLocation: {
        artifactLocation: { uri: encodeURI(file.replaceAll('\\', '/')), uriBaseId: root },
        ...(line !== undefined && { region: { startLine: line } }),
      },
    }),
    logicalLocations: [{ fullyQualifiedName: operation ?? module, kind: operation ? 'function' : 'module' }],
  };
}

/** The same for the same mistake in another run: ids and numbers differ from run to run. */
function fingerprintOf({ rule, operation, place, message }: Finding): string {
  const steady = message.replaceAll(/[\da-f]{8}-[\da-f-]{27}|by[0-9a-f]{10}x[0-9a-z]+|\d+/g, '#');
  return createHash('sha256')
    .update([rule, operation, place.file, steady].join('\n'))
    .digest('hex')
    .slice(0, 32);
}

function timesOf(verdicts: readonly Verdict[]): object {
  const begun = verdicts.map(({ startedAt }) => startedAt).sort()[0];
  return begun === undefined ? {} : { startTimeUtc: begun };
}
