import { fileVariable } from './secret-files.js';
import type { SettingRow } from './settings-table.js';

/** The text of `.env.example`: every setting, described and commented out, so that a copy of it changes nothing. */
export function envExample(table: readonly SettingRow[]): string {
  const blocks = table.map((row, index) => {
    const heading = table[index - 1]?.group === row.group ? [] : [`# ---- ${row.group} ----`, ''];
    return [...heading, ...wrapped(row), `#${row.name}=${(row.default || row.example) ?? ''}`].join('\n');
  });
  return [
    '# Written by `npm run env:example` from the classes in config/: change those, not this file.',
    '# Copy it to .env and take away the # where you want something else. The real environment wins over .env.',
    '',
    blocks.join('\n\n'),
    '',
  ].join('\n');
}

/** The table of the README, in Markdown. */
export function settingsMarkdown(table: readonly SettingRow[]): string {
  const rows = table.map((row) => [
    `\`${row.name}\``,
    row.default ? `\`${row.default}\`` : (row.defaultNote ?? ''),
    [
      row.description,
      row.file ? `Or \`${fileVariable(row.name)}\`.` : '',
      row.production === undefined ? '' : `**Production: ${row.production}.**`,
    ]
      .join(' ')
      .trim(),
  ]);
  return [['Variable', 'Default', 'What it does'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

function wrapped(row: SettingRow): string[] {
  const sentences = [
    row.description,
    `Write ${row.accepts}.`,
    row.defaultNote === undefined ? '' : `Default: ${row.defaultNote}.`,
    row.production === undefined ? '' : `Production: ${row.production}.`,
    row.secret ? 'A secret.' : '',
    row.file ? `${fileVariable(row.name)} may name a file that holds it.` : '',
  ];
  return sentences
    .join(' ')
    .split(' ')
    .filter((word) => word !== '')
    .reduce<string[]>((lines, word) => {
      const line = lines.at(-1);
      if (line === undefined || line.length + word.length > 108) return [...lines, `# ${word}`];
      return [...lines.slice(0, -1), `${line} ${word}`];
    }, []);
}
