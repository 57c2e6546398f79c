import {
  keyLength,
  type ConcreteType,
  type EntityDeclaration,
  type FieldSpec,
  type RegisteredEntity,
  type Resource,
} from '@keelson/kernel';
import { EntitySchema, getMetadataArgsStorage, type EntitySchemaColumnOptions } from 'typeorm';
import { columnTypeOf } from './column-types.js';
import type { Engine } from './engine.js';
import { columnName, indexName, keyColumnName, listIndexColumns, uniqueName } from './naming.js';

/** Entity features of TypeORM that the prepared path does not carry out; silently ignoring them would lose data. */
const refused = [
  'relations',
  'joinColumns',
  'embeddeds',
  'entityListeners',
  'inheritances',
  'trees',
  'generations',
] as const;

/**
 * TypeORM's schema of an entity, for one engine: the columns of its field decorators, with the table name, indexes and
 * uniques of TypeORM's own decorators, and the indexes that the lists of its resources need.
 * @throws Error naming the class and what of TypeORM it uses that the store would not honor
 */
export function entitySchemaOf(
  declaration: RegisteredEntity,
  resources: readonly Resource[],
  engine: Engine,
): EntitySchema {
  const { entity, fields } = declaration;
  refuseUnsupported(entity);
  const table = tableNameOf(entity);
  return new EntitySchema({
    target: entity,
    name: entity.name,
    tableName: table,
    columns: Object.fromEntries(fields.flatMap((field) => columnsOf(field, engine))),
    indices: indexesOf(declaration, resources, fields, table),
  });
}

/** @throws Error when the class has no `@Entity('table')`. */
export function tableNameOf(entity: ConcreteType): string {
  const found = getMetadataArgsStorage().tables.find((table) => table.target === entity);
  if (!found?.name) throw new Error(`${entity.name} has no table: add TypeORM's @Entity('table_name').`);
  return found.name;
}

/** Properties that no two rows have alike together, by TypeORM's `@Index([…], { unique: true })` and `@Unique([…])`. */
export function uniqueTogether(entity: ConcreteType): readonly (readonly string[])[] {
  const { indices, uniques } = getMetadataArgsStorage();
  return [...indices.filter(({ unique }) => unique), ...uniques]
    .filter(({ target, columns }) => target === entity && Array.isArray(columns))
    .map(({ columns }) => columns as string[]);
}

/** The column that says whose row it is. */
export function tenantPropertyOf({ tenancy }: EntityDeclaration): 'organizationId' | 'userId' | null {
  return tenancy === 'organization' ? 'organizationId' : tenancy === 'user' ? 'userId' : null;
}

function columnsOf(field: FieldSpec, engine: Engine): [string, EntitySchemaColumnOptions][] {
  const plain: EntitySchemaColumnOptions = {
    ...columnTypeOf(field.kind, field.length, engine),
    name: columnName(field.name),
    nullable: !field.required,
    primary: field.name === 'id',
    ...(field.columnDefault !== undefined && { default: field.columnDefault }),
    ...(field.kind === 'flag' &&
      engine.dialect === 'mysql' && { transformer: { to: Number, from: Boolean } }),
    ...((field.kind === 'json' || field.kind === 'list') &&
      engine.dialect === 'mysql' && { transformer: { to: JSON.stringify, from: parsed } }),
  };
  if (field.unique !== 'ignore-case') return [[field.name, plain]];
  const key: EntitySchemaColumnOptions = {
    ...columnTypeOf('text', keyLength(field.length ?? 255), engine),
    name: keyColumnName(field.name),
    nullable: !field.required,
    select: false,
  };
  return [
    [field.name, plain],
    [`${field.name}Key`, key],
  ];
}

/** A JSON column's value: MariaDB hands text over, PostgreSQL an object. */
export function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

function indexesOf(
  declaration: EntityDeclaration,
  resources: readonly Resource[],
  fields: readonly FieldSpec[],
  table: string,
) {
  const tenant = tenantPropertyOf(declaration);
  const index = (properties: readonly string[]) => ({
    name: indexName(table, properties.map(columnName)),
    columns: [...properties],
  });
  const unique = (properties: readonly string[], columns = properties.map(columnName)) => ({
    name: uniqueName(table, columns),
    columns: [...properties],
    unique: true,
  });
  const ofLists = resources.flatMap(({ list, reach }) => {
    const filters = (list?.filter ?? []).filter((field) => !field.unique).map((field) => field.name);
    const sorts = (list?.sort ?? []).map((field) => field.name);
    return listIndexColumns(reach === 'all' ? null : tenant, filters, sorts);
  });
  const ofList = [...new Map(ofLists.map((properties) => [properties.join(), properties])).values()];
  const ofUnique = fields
    .filter((field) => field.unique)
    .map((field) => {
      const name = field.unique === 'ignore-case' ? `${field.name}Key` : field.name;
      return unique([...(tenant ? [tenant] : []), name]);
    });
  const declared = getMetadataArgsStorage()
    .indices.filter((one) => one.target === declaration.entity && Array.isArray(one.columns) && !one.unique)
    .map((one) => index(one.columns as string[]));
  const together = uniqueTogether(declaration.entity).map((properties) => unique(properties));
  return [...ofList.map(index), ...ofUnique, ...declared, ...together];
}

function refuseUnsupported(entity: ConcreteType): void {
  const storage = getMetadataArgsStorage();
  const used = refused.filter((kind) =>
    storage[kind].some((one: { target?: unknown }) => isFor(one.target, entity)),
  );
  const columns = storage.columns.filter((one) => isFor(one.target, entity)).map((one) => one.propertyName);
  if (columns.length > 0)
    throw new Error(
      `${entity.name}.${columns[0]} has a TypeORM column decorator: use a kernel field decorator (@Text, @Integer, @Ref, …), which also defines its rule and schema.`,
    );
  if (used.length > 0)
    throw new Error(
      `${entity.name} uses TypeORM ${used.join(', ')}, which the store does not support: refer by id (@Ref), keep values in @ListOf, and put behavior in methods.`,
    );
}

/** Whether TypeORM was told something about the entity or a class that it extends. */
function isFor(target: unknown, entity: ConcreteType): boolean {
  return (
    target === entity ||
    (typeof target === 'function' && entity.prototype instanceof (target as ConcreteType))
  );
}
