import type { ConcreteType, EntityDeclaration, FeatureRegistry } from '@keelson/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Where a field is stored, for statements past the application. @throws Error when it has no column */
export function columnOf(
  application: INestApplicationContext,
  entity: ConcreteType,
  field: string,
): { readonly table: string; readonly column: string } {
  const metadata = application.get(DataSource, { strict: false }).getMetadata(entity);
  const column = metadata.findColumnWithPropertyName(field);
  if (!column) throw new Error(`${entity.name}.${field} has no column.`);
  return { table: metadata.tableName, column: column.databaseName };
}

/** The entity's columns, each by the name of its property and of its own. */
export function columnsOf(
  application: INestApplicationContext,
  entity: ConcreteType,
): readonly { readonly property: string; readonly column: string }[] {
  return application
    .get(DataSource, { strict: false })
    .getMetadata(entity)
    .columns.map(({ propertyName, databaseName }) => ({ property: propertyName, column: databaseName }));
}

/** The entity's table. */
export function tableOf(application: INestApplicationContext, entity: ConcreteType): string {
  return application.get(DataSource, { strict: false }).getMetadata(entity).tableName;
}

/** The tables that hold organizations' rows, in lower case, with what is declared of them. */
export function tablesOfOrganizations(
  application: INestApplicationContext,
  { entities }: Pick<FeatureRegistry, 'entities'>,
): ReadonlyMap<string, EntityDeclaration> {
  return new Map(
    entities
      .filter(({ tenancy }) => tenancy === 'organization')
      .map((declaration) => [tableOf(application, declaration.entity).toLowerCase(), declaration]),
  );
}
