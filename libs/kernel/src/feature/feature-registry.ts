import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { EventDefinition } from '../events/event.js';
import type { AbstractType } from '../fields/json-schema.js';
import type { FieldSpec } from '../fields/field-registry.js';
import { permissionOf, type DeclaredResource, type Resource } from '../resource/resource.js';
import type { ExtendedRow } from '../resource/extended-row.js';
import { extensionsPoint } from '../resource/extension.js';
import { Shapes } from '../resource/shapes.js';
import { twinClassFaults } from '../resource/shown-entity.js';
import type { Contributed, ContributionPoint } from './contribution.js';
import { declaredIn, type OwnedFeature } from './declared-features.js';
import type { EntityDeclaration, FeatureDeclaration, PermissionDeclaration } from './feature.js';
import { extensionFaults } from './extension-proof.js';

type TenantPermission = Required<Omit<PermissionDeclaration, 'operator'>>;

/** An entity that a feature has declared, as the application has it. */
export interface RegisteredEntity extends EntityDeclaration {
  /** All fields: the entity's own, and those that modules add. */
  readonly fields: readonly FieldSpec[];
}

/** Everything that features have declared: the one source of routes, documents, permissions, tables and tests. */
@Injectable()
export class FeatureRegistry {
  private readonly declarations: readonly FeatureDeclaration[];
  readonly resources: readonly Resource[];
  readonly entities: readonly RegisteredEntity[];
  /** What roles of an organization are made of. */
  readonly permissions: readonly TenantPermission[];
  /** What operators of the installation may do; never a part of {@link permissions}. */
  readonly operatorPermissions: readonly PermissionDeclaration[];
  readonly events: readonly EventDefinition[];
  private readonly contributed = new Map<ContributionPoint, Contributed<unknown>[]>();
  private readonly shapes: Shapes;

  /** @throws Error naming what is declared twice, contributed to a point that nobody hosts, or refused by its point */
  constructor(modules: ModulesContainer) {
    const declared = [...declaredIn(modules)];
    this.declarations = declared.map(({ declaration }) => declaration);
    const faults = this.collect(declared);
    const extensions = this.contributions(extensionsPoint);
    const shown = this.declarations.flatMap((one) => one.entities ?? []);
    faults.push(...extensionFaults(extensions, declared), ...twinClassFaults(shown));
    refuseFaults(faults);
    this.shapes = new Shapes(
      extensions.flatMap(({ value }) => value),
      shown,
    );
    this.resources = this.declarations.flatMap((one) => one.resources ?? []).map((one) => this.resolved(one));
    refuseTwins(
      'resource',
      this.resources.map((resource) => resource.path),
    );
    this.refuseHiddenTargets();
    const forMembers = this.resources.filter(({ audience }) => audience === 'members');
    const forOperators = this.resources.filter(({ audience }) => audience === 'operators');
    const declaredEntities = [...forMembers.map(({ entity, tenancy }) => ({ entity, tenancy })), ...shown];
    refuseTwins(
      'entity',
      declaredEntities.map(({ entity }) => entity.name),
    );
    // Operators may see rows that have a resource for members, or that no member sees.
    this.entities = [...declaredEntities, ...entitiesOnlyIn(forOperators, declaredEntities)].map((one) => ({
      ...one,
      fields: this.shapes.fieldsOf(one.entity),
    }));
    const free = this.declarations.flatMap((one) => one.permissions ?? []);
    this.operatorPermissions = [
      ...forOperators.flatMap((resource) =>
        permissionsIn(resource).map((one) => ({ ...one, operator: true })),
      ),
      ...free.filter(({ operator }) => operator),
    ];
    this.permissions = [
      ...forMembers.flatMap((resource) => permissionsIn(resource)),
      ...free
        .filter(({ operator }) => !operator)
        .map(({ name, description, members = false, ownersOnly = false, provenOnly = false }) => ({
          name,
          description,
          members,
          ownersOnly,
          provenOnly,
        })),
    ];
    refuseTwins(
      'permission',
      [...this.permissions, ...this.operatorPermissions].map((permission) => permission.name),
    );
    this.events = [...new Set(this.declarations.flatMap((one) => one.events ?? []))];
    refuseTwins(
      'event',
      this.events.map((event) => event.type),
    );
    for (const [point, all] of this.contributed) faults.push(...(point.options.prove?.(all, this) ?? []));
    refuseFaults(faults);
  }

  /** A resource as this application has it: with the fields that modules add, and the classes made of them. */
  resolved(declared: DeclaredResource): Resource {
    return this.shapes.resolve(declared);
  }

  /** All fields of an entity: its own, and those that modules add. */
  fieldsOf(entity: AbstractType): readonly FieldSpec[] {
    return this.shapes.fieldsOf(entity);
  }

  /**
   * A class by which operations show or change rows, as this application has it: with the fields that modules add, where
   * an entity is declared with the class.
   */
  classOf<T extends AbstractType>(type: T): T {
    return this.shapes.classOf(type);
  }

  /** What modules add to the rows of an entity. */
  extensionsOf(entity: AbstractType): ExtendedRow {
    return this.shapes.rowOf(entity);
  }

  /** What modules have added to a point; a module's own after that of the modules which it imports. */
  contributions<T>(point: ContributionPoint<T>): readonly Contributed<T>[] {
    return (this.contributed.get(point) ?? []) as Contributed<T>[];
  }

  /** `include=` shows the row that a reference of the view points to, so a resource must say who may see it. */
  private refuseHiddenTargets(): void {
    for (const { entity, includes } of this.resources)
      for (const [include, { name, target }] of includes) {
        const shown = target?.();
        if (shown && !this.resourceFor(shown))
          throw new Error(
            `${entity.name}.${name} refers to ${shown.name}, which has no resource, so include=${include} cannot return it: declare a resource for ${shown.name}, or remove "${name}" from the view.`,
          );
      }
  }

  /** Hands contributions to their points. @returns what no point takes */
  private collect(declared: readonly OwnedFeature[]): string[] {
    const points = [
      extensionsPoint as ContributionPoint,
      ...this.declarations.flatMap((one) => one.points ?? []),
    ];
    refuseTwins(
      'contribution point',
      points.map(({ name }) => name),
    );
    for (const point of points) this.contributed.set(point, []);
    const faults: string[] = [];
    for (const { owner, rank, contributions } of declared.toSorted((a, b) => a.rank - b.rank))
      for (const { point, value } of contributions) {
        const all = this.contributed.get(point);
        if (all) all.push({ owner, rank, value });
        else
          faults.push(
            `${owner.name} contributes ${point.name}, which no imported module uses: import the module that does, or remove the contribution.`,
          );
      }
    return faults;
  }

  /** The resource that shows an entity's rows to members of organizations, if one does. */
  resourceFor(entity: AbstractType): Resource | undefined {
    return this.resources.find((resource) => resource.entity === entity && resource.audience === 'members');
  }

  /** All resources that show an entity's rows, to members or to operators. */
  resourcesFor(entity: AbstractType): readonly Resource[] {
    return this.resources.filter((resource) => resource.entity === entity);
  }

  /**
   * The permissions of a role: owners have all, admins all but those of owners only, members what the features give them.
   * What a role of an organization's own gives is not known here.
   */
  permissionsOfRole(role: string): ReadonlySet<string> {
    const has = (one: TenantPermission): boolean =>
      role === 'owner' || (role === 'admin' && !one.ownersOnly) || (role === 'member' && one.members);
    return new Set(this.permissions.filter((one) => has(one)).map(({ name }) => name));
  }

  /** What a role that an organization makes can be made of: the whole catalog but what only owners have. */
  get grantablePermissions(): ReadonlySet<string> {
    return new Set(this.permissions.filter(({ ownersOnly }) => !ownersOnly).map(({ name }) => name));
  }

  /** What an account has only once its email address is proven. */
  get provenOnlyPermissions(): ReadonlySet<string> {
    return new Set(this.permissions.filter(({ provenOnly }) => provenOnly).map(({ name }) => name));
  }
}

function permissionsIn(resource: Resource): TenantPermission[] {
  return Object.entries(resource.permissions).map(([key, description]) => ({
    name: permissionOf(resource, key),
    description,
    members: resource.members.includes(key),
    ownersOnly: resource.ownersOnly.includes(key),
    provenOnly: resource.provenOnly.includes(key),
  }));
}

/**
 * The entities that only resources for operators declare.
 * @throws Error when a resource for operators says otherwise than another declaration whose rows they are
 */
function entitiesOnlyIn(
  forOperators: readonly Resource[],
  others: readonly EntityDeclaration[],
): EntityDeclaration[] {
  const known = [...others];
  for (const { path, entity, tenancy } of forOperators) {
    const other = known.find((one) => one.entity === entity);
    if (!other) known.push({ entity, tenancy });
    else if (other.tenancy !== tenancy)
      throw new Error(
        `The resource "${path}" declares the tenancy "${tenancy}" for ${entity.name}, but it is also declared with "${other.tenancy}": use the same tenancy in both places.`,
      );
  }
  return known.slice(others.length);
}

function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`Some contributions are wrong:\n- ${faults.join('\n- ')}`);
}

function refuseTwins(what: string, names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin)
    throw new Error(
      `The ${what} "${twin}" is declared twice: rename one of the two, or declare it in only one Feature.declare({ … }).`,
    );
}
