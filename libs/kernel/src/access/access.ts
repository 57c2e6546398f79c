import { SetMetadata } from '@nestjs/common';

/** Who may call a route. A route without an answer to this does not boot. */
export type AccessRule =
  | { readonly kind: 'permission'; readonly permission: string }
  | { readonly kind: 'operator'; readonly permission: string }
  | { readonly kind: 'signed-in'; readonly reason: string; readonly operators?: boolean }
  | { readonly kind: 'public'; readonly reason: string };

export const ACCESS_RULE = 'keelson:access';

/** The route needs this permission of the catalog, in the organization that the token is bound to. */
export const Allow = (permission: string) =>
  SetMetadata(ACCESS_RULE, { kind: 'permission', permission } satisfies AccessRule);

/**
 * The route is for operators of the installation who hold this permission, which is declared with `operator: true`. No
 * token of an organization opens it, and an operator's token opens nothing else.
 */
export const AllowOperator = (permission: string) =>
  SetMetadata(ACCESS_RULE, { kind: 'operator', permission } satisfies AccessRule);

/**
 * The route serves every signed-in user; the reason says why no permission is needed.
 * @param options `operators: true` lets operators in as well
 */
export const SignedIn = (reason: string, options: { readonly operators?: true } = {}) =>
  SetMetadata(ACCESS_RULE, { kind: 'signed-in', reason, ...options } satisfies AccessRule);

/** The route serves everyone; the reason stands in the docs and in the conformance report. */
export const Public = (reason: string) =>
  SetMetadata(ACCESS_RULE, { kind: 'public', reason } satisfies AccessRule);

/** The rule of a handler, or of its class; undefined when nobody said. */
export function accessRuleOf(type: object, handler: object): AccessRule | undefined {
  return (Reflect.getMetadata(ACCESS_RULE, handler) ?? Reflect.getMetadata(ACCESS_RULE, type)) as
    | AccessRule
    | undefined;
}
