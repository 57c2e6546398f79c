import { Caller, FeatureRegistry, type AccessRule, type Predicate, type Resource } from '@keelson/kernel';
import { exactLimitsOf, isUnlimited, routesOf, type Route } from '@keelson/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { needsProof } from '../catalog/proof.js';
import { classedFields } from './classed-fields.js';

const withProof = ', with a verified email address';

/**
 * Who may do what, as text to keep in the repository and to read in a diff: a line for every operation with what it needs,
 * the roles that have it and the rows that each of them reaches, the states it moves between, the event it emits, and
 * how it is limited; then every permission, and every field that is classed personal or secret. Lines are sorted and have no padding, so that a change is one line.
 * @param roles those that an organization gives its members
 */
export function accessMatrixOf(application: INestApplicationContext, roles: readonly string[]): string {
  const registry = application.get(FeatureRegistry, { strict: false });
  const callers = roles.map((role) => callerAs(role, registry));
  const permissions = registry.permissions.map(({ name, provenOnly }) => {
    const holders = callers.filter((caller) => caller.can(name)).map(({ role }) => role);
    return `${name} | ${holders.join(', ') || 'no one'}${provenOnly ? withProof : ''}`;
  });
  const operators = registry.operatorPermissions.map(({ name }) => `${name} | operators`);
  return [
    '# operation | requires | roles and their rows | effect | rate limits',
    ...routesOf(application)
      .map((route) => lineOf(route, callers, registry))
      .sort(),
    '',
    '# permission | roles',
    ...[...permissions, ...operators].sort(),
    '',
    '# field | classification',
    ...classedFields(application).sort(),
    '',
  ].join('\n');
}

/** Ids say whose they are, for they stand in row rules. */
function callerAs(role: string, registry: FeatureRegistry): Caller {
  return new Caller({
    userId: 'the caller',
    organizationId: 'the organization',
    role,
    permissions: registry.permissionsOfRole(role),
    organizationIds: ['the caller’s organizations'],
    memberId: 'the caller’s member',
  });
}

function lineOf(route: Route, callers: readonly Caller[], registry: FeatureRegistry): string {
  const { method, path, rule, resource } = route;
  return [
    `${method.toUpperCase()} ${path}`,
    `${needed(rule)}${needsProof(route, registry) ? withProof : ''}`,
    who(rule, resource, callers),
    effect(route),
    limits(route),
  ].join(' | ');
}

function who(
  rule: AccessRule | undefined,
  resource: Resource | undefined,
  callers: readonly Caller[],
): string {
  switch (rule?.kind) {
    case 'permission':
      return callers
        .map((caller) => `${caller.role}: ${reach(rule.permission, resource, caller)}`)
        .join(', ');
    case 'operator':
      return 'operators';
    case 'signed-in':
      return rule.operators ? 'signed-in users and operators' : 'signed-in users';
    default:
      return 'everyone';
  }
}

function needed(rule: AccessRule | undefined): string {
  if (!rule) return 'undeclared';
  return 'permission' in rule ? rule.permission : `${rule.kind} (${rule.reason})`;
}

function reach(permission: string, resource: Resource | undefined, caller: Caller): string {
  if (!caller.can(permission)) return 'no';
  if (!resource) return 'yes';
  const rows = rowsOf(resource.visible({ caller }));
  return resource.tenancy === 'organization' ? rows : `${rows} (tenancy ${resource.tenancy})`;
}

/** `createdBy = the caller`. */
function rowsOf(rule: Predicate<never>): string {
  switch (rule.rule) {
    case 'everything':
    case 'nothing':
      return rule.rule;
    case 'where':
      return Object.entries(rule.condition)
        .map(([field, value]) => `${field} = ${[value].flat().map(String).join(' or ')}`)
        .join(' and ');
    case 'any':
    case 'all':
      return `(${rule.of.map((part) => rowsOf(part)).join(rule.rule === 'any' ? ' or ' : ' and ')})`;
  }
}

/** `orders:place, from draft to placed, emits order.placed`. */
function effect({ method, write, resource }: Route): string {
  if (!write) return method === 'get' ? 'reads' : 'is not recorded';
  const { name, verb, from, to, emits, secretAnswer } = write;
  const isEdit = verb === 'update' || verb === 'remove';
  const states = from ?? (isEdit ? resource?.editableIn : null);
  return [
    name,
    ...(states ? [`from ${states.join(' or ')}`] : []),
    ...(to ? [`to ${to.join(' or ')}`] : []),
    ...(emits ? [`emits ${emits.type}`] : []),
    ...(secretAnswer ? ['never replayed'] : []),
  ].join(', ');
}

function limits({ type, handler }: Route): string {
  if (isUnlimited(type, handler)) return 'unlimited';
  return ['default', ...exactLimitsOf(handler).map(({ name }) => name)].join(', ');
}
