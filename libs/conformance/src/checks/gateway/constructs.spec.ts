import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { boundConstructs, refusedConstructs, type Construct } from './constructs.js';

const page = new URL('../../../../../docs/conformance.md', import.meta.url);
const marked = /(?<=<!-- constructs -->\n)[\s\S]*(?=<!-- \/constructs -->)/;

/** The page says what is tried; `UPDATE=1` rewrites it. */
it('are all listed in docs/conformance.md', () => {
  const text = readFileSync(page, 'utf8');
  const listed = `\n${list('Allowed only when bound', boundConstructs)}\n${list('Always refused', refusedConstructs)}\n`;
  if (process.env['UPDATE'])
    writeFileSync(
      page,
      text.replace(marked, () => listed),
    );
  expect(flat(marked.exec(readFileSync(page, 'utf8'))?.[0])).toBe(flat(listed));
});

function list(title: string, constructs: readonly Construct[]): string {
  const of = (engine: Construct['engine']): string =>
    constructs
      .filter((one) => one.engine === engine)
      .map((one) => one.title)
      .join('; ');
  return `- ${title}, on both engines: ${of(undefined)}\n- ${title}, on MySQL and MariaDB: ${of('mysql')}\n- ${title}, on PostgreSQL: ${of('postgres')}`;
}

/** Without the line breaks and escapes of the formatter. */
function flat(text = ''): string {
  return text.replaceAll(/[\s\\]+/g, ' ').trim();
}
