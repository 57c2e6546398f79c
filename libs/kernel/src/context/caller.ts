/** What is known of somebody who asks. */
export interface CallerParts {
  /** The user; for a service account, the id of its member. Audit entries and jobs bear it. */
  readonly userId: string;
  /** The organization that the token or key is bound to; null for an operator. */
  readonly organizationId: string | null;
  readonly role: string | null;
  readonly permissions: ReadonlySet<string>;
  /** What the role would give as well if the email address were proven. */
  readonly withheld?: ReadonlySet<string>;
  /** Every organization that the user is a member of; by default the one of the token. */
  readonly organizationIds?: readonly string[];
  /** The caller as a member of {@link organizationId}: what references to people point to. */
  readonly memberId?: string | null;
  /** Null for a caller who bears an API key, and in work that no request has asked for. */
  readonly sessionId?: string | null;
  /** The API key that the caller bears. */
  readonly keyId?: string | null;
  /** SHA-256 (hex) of the secret that came with the request: a key that is rotated has two for a while. */
  readonly keyDigest?: string | null;
  /** Whether the email address of the account is proven to be the user's. */
  readonly isProven?: boolean;
  readonly isOperator?: boolean;
}

/**
 * Who asks: a user or a service account bound to one organization, or an operator of the installation, who belongs to
 * none while being one.
 */
export class Caller {
  readonly userId: string;
  readonly organizationId: string | null;
  readonly role: string | null;
  readonly organizationIds: readonly string[];
  readonly memberId: string | null;
  readonly sessionId: string | null;
  readonly keyId: string | null;
  /** Null also in a job that a request with a key has asked for: it acts for the key, whichever its secret is by then. */
  readonly keyDigest: string | null;
  readonly isProven: boolean;
  /** Whether this is an operator: what tells the two kinds of permissions apart, whatever their names. */
  readonly isOperator: boolean;
  private readonly permissions: ReadonlySet<string>;
  private readonly withheld: ReadonlySet<string> | null;

  constructor(parts: CallerParts) {
    const { organizationId } = parts;
    this.userId = parts.userId;
    this.organizationId = organizationId;
    this.role = parts.role;
    this.permissions = parts.permissions;
    this.withheld = parts.withheld ?? null;
    this.organizationIds = parts.organizationIds ?? (organizationId ? [organizationId] : []);
    this.memberId = parts.memberId ?? null;
    this.sessionId = parts.sessionId ?? null;
    this.keyId = parts.keyId ?? null;
    this.keyDigest = parts.keyDigest ?? null;
    this.isProven = parts.isProven ?? true;
    this.isOperator = parts.isOperator ?? false;
  }

  /** An operator, in no organization's scope. @param permissions operators' own, none of an organization */
  static operator(userId: string, permissions: ReadonlySet<string>, sessionId: string | null = null): Caller {
    return new Caller({ userId, organizationId: null, role: null, permissions, sessionId, isOperator: true });
  }

  /** The same caller, in a request that came with this secret of the key. @param keyDigest SHA-256 (hex) */
  bearing(keyDigest: string): Caller {
    const { permissions, withheld } = this;
    return new Caller({ ...this, permissions, ...(withheld && { withheld }), keyDigest });
  }

  can(permission: string): boolean {
    return this.permissions.has(permission);
  }

  /** Whether only the proof of the email address is missing for a permission. */
  lacksProofFor(permission: string): boolean {
    return this.withheld?.has(permission) ?? false;
  }

  /** The permissions, sorted, for people to read. */
  listPermissions(): string[] {
    return [...this.permissions].sort();
  }
}
