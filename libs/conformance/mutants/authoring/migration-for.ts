import { fieldsOf, type ConcreteType, type DeclaredResource, type FieldSpec } from '@keelson/kernel';
import { column, createTable, listIndexes, type MigrationColumn } from '@keelson/platform';
import { getMetadataArgsStorage, type MigrationInterface, type QueryRunner } from 'typeorm';

let made = 0;

/** A migration that a team would have written by hand: the table as the entity and the resource's list want it. */
export function migrationFor(
  {
    entity,
    tenancy,
    shape,
  }: Pick<DeclaredResource, 'entity' | 'tenancy'> & Partial<Pick<DeclaredResource, 'shape'>>,
  changes: {
    /** Columns of indexes beside those of the list. */
    readonly more?: readonly (readonly string[])[];
    /** Sorts of the list whose indexes were forgotten. */
    readonly forgotten?: readonly string[];
    /** Columns that no two rows have alike, beside those of unique fields. */
    readonly unique?: readonly (readonly string[])[];
    /** Columns that were forgotten. */
    readonly lacking?: readonly string[];
  } = {},
): ConcreteType<MigrationInterface> {
  made += 1;
  const tenant = { organization: 'organization_id', user: 'user_id', system: null } as const;
  const fields = fieldsOf(entity);
  const columns = Object.fromEntries(
    fields.flatMap((field) => columnsOf(field)).filter(([name]) => !changes.lacking?.includes(name)),
  );
  const list = shape?.list;
  const sorts = (list?.sort ?? [])
    .map((name) => columnName(name))
    .filter((name) => !changes.forgotten?.includes(name));
  const indexes = [
    ...listIndexes({
      filter: (list?.filter ?? [])
        .filter((name) => !fields.find((field) => field.name === name)?.unique)
        .map((name) => columnName(name)),
      sort: sorts,
      tenant: tenant[tenancy],
    }),
    ...(changes.more ?? []),
  ];
  const uniques = [
    ...fields
      .filter(({ unique }) => unique)
      .map(({ name, unique }) => [
        ...(tenant[tenancy] ? [tenant[tenancy]] : []),
        unique === 'ignore-case' ? `${columnName(name)}_key` : columnName(name),
      ]),
    ...(changes.unique ?? []),
  ];
  const Migration = class implements MigrationInterface {
    up(runner: QueryRunner): Promise<void> {
      return createTable(runner, tableOf(entity), { columns, indexes, uniques });
    }

    down(): Promise<void> {
      throw new Error('Migrations go forward only.');
    }
  };
  Object.defineProperty(Migration, 'name', { value: `Create${entity.name}${1_790_000_000_000 + made}` });
  return Migration;
}

function columnsOf(field: FieldSpec): [string, MigrationColumn][] {
  const optional = field.required ? {} : ({ optional: true } as const);
  const name = columnName(field.name);
  return [
    [name, { kind: field.kind, ...(field.length && { length: field.length }), ...optional }],
    ...(field.unique === 'ignore-case'
      ? [[`${name}_key`, column.key(field.length ?? 255, optional)] as [string, MigrationColumn]]
      : []),
  ];
}

function columnName(property: string): string {
  return property.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

function tableOf(entity: ConcreteType): string {
  return getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name ?? entity.name;
}
