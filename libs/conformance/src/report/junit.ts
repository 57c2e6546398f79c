import type { Finding } from '../finding.js';
import type { Verdict } from '../verdict.js';
import { escaped } from './escaped.js';
import { placeText, reported } from './evidence.js';

/** JUnit's XML, as CI servers read it: a suite for each engine and check, a case for each operation. */
export function junitOf(verdicts: readonly Verdict[]): string {
  const suites = verdicts.flatMap((verdict) =>
    verdict.checks.map(({ name, seconds }) => {
      const findings = verdict.findings.filter(({ check }) => check === name);
      const cases = verdict.operations
        .filter(({ checks }) => checks[name])
        .map(({ title, place }) =>
          caseOf(
            title,
            `${verdict.engine}.${name}.${place.module}`,
            findings.filter(({ operation }) => operation === title),
          ),
        );
      const others = findings
        .filter(({ operation }) => !verdict.operations.some(({ title }) => title === operation))
        .map((finding) =>
          caseOf(finding.rule, `${verdict.engine}.${name}.${finding.place.module}`, [finding]),
        );
      const all = [...cases, ...others];
      return `  <testsuite name="${escaped(`${verdict.engine} ${name}`)}" tests="${all.length}" failures="${findings.length}" errors="0" time="${seconds}" timestamp="${verdict.startedAt}">\n${all.join('')}  </testsuite>\n`;
    }),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="conformance">\n${suites.join('')}</testsuites>\n`;
}

function caseOf(name: string, className: string, findings: readonly Finding[]): string {
  const head = `    <testcase name="${escaped(name)}" classname="${escaped(className)}"`;
  if (findings.length === 0) return `${head}/>\n`;
  const failures = findings.map((finding) => {
    const { curl, answer } = reported(finding).evidence;
    const text = [placeText(finding.place), finding.mend, curl, answer && `${answer.status} ${answer.text}`];
    return `      <failure type="${escaped(finding.rule)}" message="${escaped(finding.message)}">${escaped(text.filter(Boolean).join('\n'))}</failure>\n`;
  });
  return `${head}>\n${failures.join('')}    </testcase>\n`;
}
