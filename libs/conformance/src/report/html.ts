import type { Finding } from '../finding.js';
import type { JudgedOperation, Tally, Verdict } from '../verdict.js';
import { escaped } from './escaped.js';
import { placeText, reported } from './evidence.js';
import { style } from './html-style.js';

/** A finding with the engine on which it was made. */
interface Made {
  readonly engine: string;
  readonly finding: Finding;
}

/** With more findings than this each is closed, so that their list can be read. */
const mostOpen = 3;

/** One page without a script and without anything from elsewhere: findings first, then every operation. */
export function htmlOf(verdicts: readonly Verdict[]): string {
  const made = verdicts.flatMap(({ engine, findings }) => findings.map((finding) => ({ engine, finding })));
  const names = [...new Set(verdicts.flatMap(({ checks }) => checks.map(({ name }) => name)))];
  const outcome =
    made.length === 0 ? 'No findings' : `${made.length} ${made.length === 1 ? 'finding' : 'findings'}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(outcome)} · Conformance</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Conformance</h1>
<p class="outcome ${made.length === 0 ? 'good' : 'bad'}">${escaped(outcome)}</p>
<ul class="runs">${verdicts.map(runOf).join('')}</ul>
</header>
<main>
${made.length > 0 ? `<section><h2>Findings</h2>${made.map((one, index) => findingOf(one, index, made.length <= mostOpen)).join('')}</section>` : ''}
<section>
<h2>Operations</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Operation</th>${names.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')}</tr></thead>
${modulesOf(verdicts, names, made)}
</table></div>
<p class="legend">The numbers count passed tests across all engines. A dot means that the check does not apply.</p>
</section>
</main>
</body>
</html>
`;
}

function runOf({ engine, seconds, startedAt, feature, operations, checks }: Verdict): string {
  const held = checks.reduce((sum, check) => sum + check.held, 0);
  return `<li><b>${escaped(engine)}</b> ${operations.length} operations${feature === null ? '' : ` of ${escaped(feature)}`}, ${held.toLocaleString('en')} tests passed, ${seconds.toFixed(1)} s <time>${escaped(startedAt)}</time></li>`;
}

function modulesOf(verdicts: readonly Verdict[], names: readonly string[], made: readonly Made[]): string {
  const operations = new Map(
    verdicts.flatMap((verdict) => verdict.operations.map((one) => [one.title, one])),
  );
  const modules = [...new Set([...operations.values()].map(({ place }) => place.module))].sort();
  return modules
    .map((module) => {
      const rows = [...operations.values()].filter(({ place }) => place.module === module);
      return `<tbody><tr class="module"><th scope="rowgroup" colspan="${names.length + 1}">${escaped(module)}</th></tr>${rows.map((row) => rowOf(row, verdicts, names, made)).join('')}</tbody>`;
    })
    .join('\n');
}

function rowOf(
  { title, place, access }: JudgedOperation,
  verdicts: readonly Verdict[],
  names: readonly string[],
  made: readonly Made[],
): string {
  const [method = '', ...path] = title.split(' ');
  const cells = names.map((name) => {
    const tallies = verdicts.flatMap((verdict) => {
      const tally = verdict.operations.find((one) => one.title === title)?.checks[name];
      return tally ? [tally] : [];
    });
    const first = made.findIndex(({ finding }) => finding.operation === title && finding.check === name);
    return cellOf(tallies, first);
  });
  return `<tr><th scope="row"><code><b class="method">${escaped(method)}</b> ${escaped(path.join(' '))}</code><small>${escaped(access ?? 'no access rule')} · ${escaped(placeText(place))}</small></th>${cells.join('')}</tr>`;
}

function cellOf(tallies: readonly Tally[], first: number): string {
  if (tallies.length === 0) return '<td class="none">·</td>';
  const found = tallies.reduce((sum, tally) => sum + tally.found, 0);
  const held = tallies.reduce((sum, tally) => sum + tally.held, 0);
  return found > 0
    ? `<td class="bad"><a href="#finding-${first + 1}">✗ ${found}</a></td>`
    : `<td class="good">✓ ${held}</td>`;
}

function findingOf({ engine, finding }: Made, index: number, isOpen: boolean): string {
  const { rule, operation, place, message, mend, evidence, also = [] } = reported(finding);
  const { curl, person, answer, statements, rows, notes } = evidence;
  return `<details id="finding-${index + 1}"${isOpen ? ' open' : ''}>
<summary><span class="rule">${escaped(rule)}</span> <span class="engine">${escaped(engine)}</span> <b>${escaped(message)}</b> <code>${escaped(placeText(place))}</code></summary>
<dl>
<dt>Where</dt><dd><code>${escaped(placeText(place))}</code> in ${escaped(place.module)}</dd>
${operation === null ? '' : `<dt>Operation</dt><dd><code>${escaped(operation)}</code></dd>`}
<dt>Fix</dt><dd>${escaped(mend)}</dd>
${also.map((one) => `<dt>Also</dt><dd><code>${escaped(one.rule)}</code> ${escaped(one.message)}</dd>`).join('')}
</dl>
${rows ? part('Actual', pretty(rows.actual), true) + part('Expected', pretty(rows.expected), true) : ''}
${curl === null ? '' : part(`Request, as ${person ?? 'an anonymous caller'}`, curl, true)}
${answer ? part(`Response: ${answer.status}`, pretty(answer.text) || '(no body)', true) : ''}
${answer ? part('Response headers', headersOf(answer.headers), false) : ''}
${statements.length > 0 ? part(`Statements: ${statements.length}`, statements.map(statementText).join('\n\n'), false) : ''}
${notes.map((note) => part('Note', note, true)).join('')}
</details>
`;
}

function part(title: string, text: string, isOpen: boolean): string {
  return `<details class="part"${isOpen ? ' open' : ''}><summary>${escaped(title)}</summary><pre>${escaped(text)}</pre></details>`;
}

function statementText({
  text,
  values,
}: {
  readonly text: string;
  readonly values: readonly string[];
}): string {
  return values.length === 0 ? text : `${text}\n  ← ${values.join(' | ')}`;
}

function headersOf(headers: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value ?? ''}`)
    .join('\n');
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
