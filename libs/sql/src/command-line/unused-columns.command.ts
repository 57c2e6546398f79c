import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { unusedColumns, type UnusedColumn } from '../persistence/ports.js';
import { CommandError, defineCommand } from './command.js';
import { table } from './table.js';

/** Lists what removed extensions and features have left on tables, with what drops it. */
export const unusedColumnsCommand = defineCommand({
  name: 'unused-columns',
  summary: 'Lists columns that no imported module declares, with the SQL that drops them. Drops nothing.',
  options: {
    migration:
      'write a migration that drops them to this file, such as src/migrations/1770000000000-drop-loyalty.ts',
  },
  async run(application, { migration }) {
    const className = migration === null ? null : classNameOf(migration);
    const { columns, sql } = await unusedColumns(await application.database(), application.registry);
    const isWritten = migration !== null && className !== null && columns.length > 0;
    if (isWritten) await write(migration, sourceOf(className, columns));
    return {
      json: { columns, sql, ...(isWritten && { migration }) },
      lines:
        columns.length === 0
          ? ['Every column belongs to a field of an imported module.']
          : [
              ...table(
                ['TABLE', 'COLUMN', 'TYPE'],
                columns.map((one) => [one.table, one.column, one.type]),
              ),
              '',
              ...(isWritten ? [`Wrote ${migration}: add ${className} to migrations(…).`] : sql),
            ],
    };
  },
});

/** `1770000000000-drop-loyalty.ts` holds `DropLoyalty1770000000000`. */
function classNameOf(file: string): string {
  const [, time, words] = /^([0-9]{13})-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.ts$/.exec(basename(file)) ?? [];
  if (time === undefined || words === undefined)
    throw new CommandError(
      `--migration takes a file named by its time and purpose, such as 1770000000000-drop-loyalty.ts, not "${basename(file)}".`,
    );
  const name = words.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return `${name}${time}`;
}

/** @throws CommandError when there is such a file, or it cannot be written */
async function write(file: string, source: string): Promise<void> {
  try {
    await writeFile(file, source, { flag: 'wx' });
  } catch (error) {
    throw new CommandError(`${file} could not be written: ${(error as Error).message}.`);
  }
}

function sourceOf(className: string, columns: readonly UnusedColumn[]): string {
  const names = columns.map(({ table: at, column }) => `${at}.${column}`).join(', ');
  return `import { dropColumn, type BreakingMigration } from '@keelson/platform';
import type { QueryRunner } from 'typeorm';

export class ${className} implements BreakingMigration {
  readonly breaksOlderVersions = ${JSON.stringify(`It drops ${names}.`.slice(0, 500))};

  async up(runner: QueryRunner): Promise<void> {
${columns.map(({ table: at, column }) => `    await dropColumn(runner, '${at}', '${column}');`).join('\n')}
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
`;
}
