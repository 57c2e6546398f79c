import { SetMetadata } from '@nestjs/common';
import type { Caller } from '../context/caller.js';
import { forbidden, unauthenticated, unprovenAddress } from '../errors/kernel-errors.js';

/** Who may call a route. A route without an answer to this does not boot. */
export type AccessRule =
  | { readonly kind: 'permission'; readonly permission: string }
  | { readonly kind: 'operator'; readonly permission: string }
  | {
      readonly kind: 'signed-in';
      readonly reason: string;
      readonly operators?: boolean;
      readonly keys?: boolean;
    }
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
 * The route serves every signed-in user; the reason says why no permission is needed. What needs no permission is most often
 * personal, so API keys are kept out.
 * @param options `operators: true` lets operators in as well, `keys: true` those who bear an API key
 */
export const SignedIn = (reason: string, options: { readonly operators?: true; readonly keys?: true } = {}) =>
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

/**
 * Lets a caller in, or nobody where everyone may come.
 * @throws DomainError `unauthenticated`, `forbidden`, `identity.unproven`
 */
export function authorize(caller: Caller | null, rule: AccessRule | undefined): void {
  if (rule?.kind === 'public') return;
  if (!rule) throw forbidden({ detail: 'This route has no access rule, so every call is refused.' });
  if (!caller) throw unauthenticated();
  // The kind first: a permission's name alone must never open a route of the other kind.
  if (!isFor(caller, rule))
    throw forbidden({
      detail: caller.isOperator
        ? 'An operator token is valid only for operator routes. Get a token with the scope organization:<id>.'
        : 'This route is for installation operators. Get a token with the scope installation.',
    });
  if (rule.kind === 'signed-in' && caller.keyId !== null && !rule.keys)
    throw forbidden({
      detail: 'This operation requires a signed-in user. API keys cannot call it.',
    });
  if ('permission' in rule && caller.lacksProofFor(rule.permission))
    throw unprovenAddress({
      detail:
        'Verify your email address first: open the link in the email, or get another with POST /v1/me/send-proof.',
    });
  if ('permission' in rule && !caller.can(rule.permission))
    throw forbidden({
      detail: `This operation requires the permission "${rule.permission}", which ${holderOf(caller)} not have.`,
    });
}

function holderOf({ isOperator, keyId }: Caller): string {
  if (isOperator) return 'you do';
  return keyId === null ? 'your role does' : 'your API key does';
}

function isFor({ isOperator }: Caller, rule: AccessRule): boolean {
  if (rule.kind === 'signed-in') return !isOperator || rule.operators === true;
  return isOperator === (rule.kind === 'operator');
}
