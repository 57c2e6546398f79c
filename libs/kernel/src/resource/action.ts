import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { Allow, AllowOperator } from '../access/access.js';
import type { ErrorDefinition } from '../errors/domain-error.js';
import type { EventDefinition } from '../events/event.js';
import type { Row } from '../fields/rows.js';
import { attachOperation, Fails } from '../operation/operation.js';
import { knownStates } from './known-states.js';
import { answersSecret, permissionOf, type DeclaredResource } from './resource.js';

export interface ActionOptions {
  /** The states in which the action is possible; any, if left out. */
  readonly from?: string | readonly string[];
  /**
   * The state in which the action leaves the row; unchanged, if left out. The kernel sets it. Of several the method sets
   * one, and the kernel refuses any other.
   */
  readonly to?: string | readonly string[];
  /** The event instead of `<name>.updated`; its payload is read from the row by the fields of its class. */
  readonly emits?: EventDefinition;
  readonly description?: string;
  readonly fails?: readonly ErrorDefinition[];
}

/**
 * A verb of a resource's own: `POST /v1/<path>/{id}/<key>`, with the permission, operation and audit name
 * `<path>:<key>`. The method gets the row by `@Found()`, changes it, and the kernel writes it.
 */
export function Action<T extends Row, P extends string>(
  resource: DeclaredResource<T, P>,
  key: NoInfer<P>,
  options: ActionOptions = {},
): MethodDecorator {
  const { from, to, emits = null, description = null, fails = [] } = options;
  const origins = statesOf(from);
  const ends = statesOf(to);
  for (const state of [...(origins ?? []), ...(ends ?? [])])
    if (!resource.state?.states?.includes(state))
      throw new Error(
        `Action "${resource.path}:${key}": "${state}" is not a state of ${resource.entity.name}; ${knownStates(resource.state)}.`,
      );
  if (!(key in resource.permissions))
    throw new Error(
      `Action "${resource.path}:${key}" has no permission: add "${key}" to the resource's permissions.`,
    );
  return applyDecorators(
    Post(`:id/${key}`),
    HttpCode(200),
    (resource.audience === 'operators' ? AllowOperator : Allow)(permissionOf(resource, key)),
    attachOperation({
      name: permissionOf(resource, key),
      resource: resource as unknown as DeclaredResource,
      verb: 'action',
      from: origins,
      to: ends,
      emits,
      description,
      secretAnswer: answersSecret(resource, key),
    }),
    Fails(...fails),
  );
}

function statesOf(given: string | readonly string[] | undefined): readonly string[] | null {
  return given === undefined ? null : typeof given === 'string' ? [given] : given;
}
