import { areaOf, Caller } from '@keelson/kernel';
import { routesOf } from '@keelson/platform';
import { nobody } from '../../catalog/operations.js';
import type { Proceedings } from '../../check.js';
import type { Place } from '../../finding.js';
import type { Judged } from '../../judged.js';

/**
 * What the whole run has asked callers for, against the catalog: each permission of an organization's is needed by a
 * route or asked for by some code, and nothing is asked for that nobody can hold.
 */
export function judgeAskedPermissions(judged: Judged, proceedings: Proceedings): void {
  const { asked, registry, subject } = judged;
  probeRowRules(judged);
  const needed = new Set(
    routesOf(subject.application).flatMap(({ rule }) =>
      rule && 'permission' in rule ? rule.permission : [],
    ),
  );
  for (const { name } of registry.permissions) {
    const place = judged.placeOfPermission(name);
    if (!isJudged(judged, name, place)) continue;
    if (needed.has(name) || asked.has(name)) proceedings.held('access/permission-unused', null);
    else
      proceedings.found({
        rule: 'access/permission-unused',
        operation: null,
        place,
        message: `Nothing checks the permission "${name}", so it has no effect. A row rule or an operation might check a different permission by mistake.`,
        mend: 'Check the permission where it should apply, or delete its declaration.',
        evidence: {},
      });
  }
  const known = new Set([...registry.permissions, ...registry.operatorPermissions].map(({ name }) => name));
  for (const name of asked.all().filter((one) => !known.has(one))) {
    const place = judged.placeOfPermission(name);
    if (isJudged(judged, name, place))
      proceedings.found({
        rule: 'access/permission-unknown',
        operation: null,
        place,
        message: `caller.can("${name}") was called, but no feature declares this permission, so the result is always false.`,
        mend: 'Fix the spelling, or declare the permission on the resource or in Feature.declare({ permissions }).',
        evidence: {},
      });
  }
}

/** By its resource, where its name begins with one's path. */
function isJudged({ covers, registry, resources }: Judged, name: string, { module }: Place): boolean {
  const resource = registry.resources.find((one) => name.startsWith(`${areaOf(one)}:`));
  return resource ? resources.includes(resource) : covers(module);
}

/** Each row rule as someone with nothing, with everything and with each thing alone: every branch then says what it asks. */
function probeRowRules({ registry }: Judged): void {
  const all = registry.permissions.map(({ name }) => name);
  for (const held of [[], all, ...all.map((name) => [name])])
    for (const resource of registry.resources)
      try {
        resource.visible({
          caller: new Caller({
            userId: nobody,
            organizationId: nobody,
            role: null,
            permissions: new Set(held),
          }),
        });
      } catch {
        // What it asked before counts; why it throws is for those who look at its rows.
      }
}
