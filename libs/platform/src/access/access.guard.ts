import {
  accessRuleOf,
  authorize,
  currentContext,
  forbidden,
  TransportOnly,
  type AccessRule,
  type Caller,
} from '@keelson/kernel';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { bearerToken } from './bearer-token.js';
import { RevocationWatch } from './revocation-watch.js';
import { TokenVerification } from './token-verification.js';
import { VerifiedTokens } from './verified-tokens.js';

interface Reply {
  header(name: string, value: string): unknown;
}

interface IncomingRequest {
  readonly headers: { readonly authorization?: string };
}

/**
 * The one gate before every handler: deny by default. A known token costs a look into a map; only an unknown one goes
 * through passport and the database.
 */
@TransportOnly('operations authorize the caller themselves')
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new WeakMap<object, Map<object, AccessRule | null>>();

  constructor(
    private readonly tokens: VerifiedTokens,
    private readonly verification: TokenVerification,
    private readonly revocations: RevocationWatch,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.ruleOf(context.getClass(), context.getHandler());
    if (rule === null || context.getType() !== 'http')
      throw forbidden({ detail: 'This route has no access rule, so every call is refused.' });
    if (rule.kind === 'public') return true;
    const http = context.switchToHttp();
    const { authorization } = http.getRequest<IncomingRequest>().headers;
    const token = bearerToken(authorization);
    const caller = token === null ? undefined : this.tokens.find(token);
    return caller ? admit(caller, rule) : this.admitUnknown(authorization, rule, http.getResponse<Reply>());
  }

  /**
   * The caller of a request that has waited, as of now: rights may have gone meanwhile.
   * @throws DomainError `unauthenticated`
   */
  async confirm(authorization: string | undefined): Promise<Caller> {
    const token = bearerToken(authorization);
    const known = token === null ? undefined : this.tokens.find(token);
    return known ?? this.verification.callerOf(authorization);
  }

  /**
   * For a request that waits: calls `changed` when rights of the token's caller may have changed, in whatever process,
   * within a second; at once when that may have happened since the request was let in. {@link confirm} says whether they have.
   * @returns what ends the watch
   */
  watch(authorization: string | undefined, changed: () => void): () => void {
    const token = bearerToken(authorization);
    const caller = token === null ? undefined : this.tokens.find(token);
    if (caller === undefined) {
      queueMicrotask(changed);
      return () => undefined;
    }
    const end = this.tokens.watch(caller, changed);
    this.revocations.wake();
    return end;
  }

  private async admitUnknown(
    authorization: string | undefined,
    rule: AccessRule,
    reply: Reply,
  ): Promise<boolean> {
    let caller: Caller;
    try {
      caller = await this.verification.callerOf(authorization);
    } catch (error) {
      // RFC 9110, section 11.6.1, and RFC 6750, section 3: no error code when no token was sent.
      if ((error as { kind?: string }).kind === 'unauthenticated')
        reply.header(
          'www-authenticate',
          authorization === undefined ? 'Bearer realm="api"' : 'Bearer realm="api", error="invalid_token"',
        );
      throw error;
    }
    return admit(caller, rule);
  }

  /** By class and handler: a handler that two controllers inherit may have another rule in each. */
  private ruleOf(type: object, handler: object): AccessRule | null {
    let ofType = this.rules.get(type);
    if (!ofType) this.rules.set(type, (ofType = new Map<object, AccessRule | null>()));
    let rule = ofType.get(handler);
    if (rule === undefined) ofType.set(handler, (rule = accessRuleOf(type, handler) ?? null));
    return rule;
  }
}

function admit(caller: Caller, rule: AccessRule): true {
  authorize(caller, rule);
  currentContext().caller = caller;
  return true;
}
