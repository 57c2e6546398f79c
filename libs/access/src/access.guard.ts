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
import { VerifiedTokens, type VerifiedToken } from './verified-tokens.js';

interface Reply {
  header(name: string, value: string): unknown;
}

interface IncomingRequest {
  readonly headers: { readonly authorization?: string };
  /** The client's address, as trusted proxies report it. */
  readonly ip: string;
}

/** Milliseconds until a request that waits learns of a change that came before its wait. */
const outdatedMs = 250;

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
    const request = http.getRequest<IncomingRequest>();
    const known = this.known(request.headers.authorization);
    return known ? admit(known, rule, request) : this.admitUnknown(request, rule, http.getResponse<Reply>());
  }

  /**
   * The caller of a request that has waited, as of now: rights may have gone meanwhile.
   * @param address of the client; without it, API keys that are restricted to networks are refused
   * @throws DomainError `unauthenticated`, `api_keys.other_network`
   */
  async confirm(authorization: string | undefined, address = ''): Promise<Caller> {
    const bearer = this.known(authorization) ?? (await this.verification.bearerOf(authorization, address));
    if (bearer.key !== null) bearer.key.admitFrom(address);
    return bearer.caller;
  }

  /**
   * For a request that waits: calls `changed` when rights of its caller may have changed, in whatever process, within a
   * second of the database's telling; soon when that has happened since the caller was read. {@link confirm} says
   * whether they have. However many wait, and however slowly the database answers, it is asked one question for all of them.
   * @returns what ends the watch
   */
  watch(caller: Caller, changed: () => void): () => void {
    const end = this.tokens.watch(caller, changed);
    this.revocations.wake();
    if (!this.tokens.isOutdated(caller)) return end;
    // Not at once: a caller whose rights change all the time must not have its request run in circles.
    const timer = setTimeout(changed, outdatedMs);
    return () => {
      clearTimeout(timer);
      end();
    };
  }

  private known(authorization: string | undefined): VerifiedToken | undefined {
    const token = bearerToken(authorization);
    return token === null ? undefined : this.tokens.find(token);
  }

  private async admitUnknown(request: IncomingRequest, rule: AccessRule, reply: Reply): Promise<boolean> {
    const { authorization } = request.headers;
    let bearer: VerifiedToken;
    try {
      bearer = await this.verification.bearerOf(authorization, request.ip);
    } catch (error) {
      // RFC 9110, section 11.6.1, and RFC 6750, section 3: no error code when no token was sent.
      if ((error as { kind?: string }).kind === 'unauthenticated')
        reply.header(
          'www-authenticate',
          authorization === undefined ? 'Bearer realm="api"' : 'Bearer realm="api", error="invalid_token"',
        );
      throw error;
    }
    return admit(bearer, rule, request);
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

function admit(bearer: VerifiedToken, rule: AccessRule, request: IncomingRequest): true {
  const { caller, key } = bearer;
  // Only for keys: to find the address out is work.
  if (key !== null) key.admitFrom(request.ip);
  authorize(caller, rule);
  currentContext().caller = caller;
  return true;
}
