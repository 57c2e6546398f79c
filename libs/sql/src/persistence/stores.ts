import {
  FeatureRegistry,
  Stores,
  type AbstractType,
  type ConcreteType,
  type DeclaredResource,
  type Row,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ChangeRecorder, type Change } from './change-recorder.js';
import { tableNameOf } from './entity-schema.js';
import type { MigratedSchema } from './migrator.js';
import { ResourceViews } from './resource-views.js';
import { ScopedStore } from './scoped-store.js';
import { SqlDatabase } from './sql-database.js';
import { StatementCache } from './statement-cache.js';
import { TableShape } from './table-shape.js';

/** For rows whose writes are not themselves recorded: the audit log's own. */
class NoRecorder extends ChangeRecorder {
  override record(_changes: readonly Change[]): Promise<void> {
    return Promise.resolve();
  }
}

/** The shape of each declared entity, made once. */
export class TableShapes {
  private readonly shapes = new Map<AbstractType, TableShape>();

  constructor(
    private readonly registry: FeatureRegistry,
    private readonly database: SqlDatabase,
    private readonly indexes: MigratedSchema['indexes'],
  ) {}

  /** @throws Error when no feature declares the entity */
  of(entity: AbstractType): TableShape {
    const known = this.shapes.get(entity);
    if (known) return known;
    const declaration = this.registry.entities.find((one) => one.entity === entity);
    if (!declaration)
      throw new Error(
        `No feature declares the entity ${entity.name}: add its resource or entity to Feature.declare({ … }).`,
      );
    const shape = new TableShape(
      declaration,
      this.registry.resourceFor(entity),
      this.database.dialect,
      this.indexes.get(tableNameOf(declaration.entity).toLowerCase()) ?? [],
    );
    this.shapes.set(entity, shape);
    return shape;
  }
}

/** {@link Stores}, whose writes are not recorded; {@link ScopedStores} are. They may add rows to protected tables. */
@Injectable()
export class UnrecordedStores {
  private readonly statements: StatementCache;

  constructor(
    private readonly shapes: TableShapes,
    private readonly database: SqlDatabase,
  ) {
    this.statements = new StatementCache(database.dialect);
  }

  of<T extends Row>(entity: ConcreteType<T>): ScopedStore<T> {
    return new ScopedStore<T>(this.shapes.of(entity), this.database, this.statements, new NoRecorder());
  }
}

@Injectable()
export class ScopedStores extends Stores {
  private readonly stores = new Map<AbstractType, ScopedStore<Row>>();
  private readonly views = new Map<DeclaredResource, ResourceViews>();
  private readonly statements: StatementCache;

  constructor(
    private readonly shapes: TableShapes,
    private readonly database: SqlDatabase,
    private readonly recorder: ChangeRecorder,
    private readonly registry: FeatureRegistry,
  ) {
    super();
    this.statements = new StatementCache(database.dialect);
  }

  override of<T extends Row>(entity: ConcreteType<T>): ScopedStore<T> {
    const known = this.stores.get(entity);
    if (known) return known as unknown as ScopedStore<T>;
    const made = new ScopedStore<T>(
      this.shapes.of(entity),
      this.database,
      this.statements,
      this.recorder,
      false,
    );
    this.stores.set(entity, made as unknown as ScopedStore<Row>);
    return made;
  }

  /** The rows as members of organizations see them. @throws Error when no resource shows the entity to them */
  viewsFor(entity: AbstractType): ResourceViews {
    const resource = this.registry.resourceFor(entity);
    if (!resource) throw new Error(`No resource shows ${entity.name}.`);
    return this.viewsOf(resource);
  }

  /** The rows as one resource shows them; those of a resource for operators can be read as its operator only. */
  viewsOf(declared: DeclaredResource): ResourceViews {
    const known = this.views.get(declared);
    if (known) return known;
    const resource = this.registry.resolved(declared);
    const made =
      this.views.get(resource) ??
      new ResourceViews(resource, this.shapes.of(resource.entity), this.database, this.statements, (other) =>
        this.viewsFor(other as AbstractType),
      );
    this.views.set(resource, made).set(declared, made);
    return made;
  }
}
