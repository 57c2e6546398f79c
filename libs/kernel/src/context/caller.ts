/** Who asks: a user bound to one organization, or an operator of the installation, who belongs to none while being one. */
export class Caller {
  constructor(
    readonly userId: string,
    /** The organization that the token is bound to; null for an operator. */
    readonly organizationId: string | null,
    readonly role: string | null,
    private readonly permissions: ReadonlySet<string>,
    /** Every organization that the user is a member of. */
    readonly organizationIds: readonly string[] = organizationId ? [organizationId] : [],
    readonly sessionId: string | null = null,
    /** Whether this is an operator: what tells the two kinds of permissions apart, whatever their names. */
    readonly isOperator = false,
  ) {}

  /** An operator, in no organization's scope. @param permissions operators' own, none of an organization */
  static operator(userId: string, permissions: ReadonlySet<string>, sessionId: string | null = null): Caller {
    return new Caller(userId, null, null, permissions, [], sessionId, true);
  }

  can(permission: string): boolean {
    return this.permissions.has(permission);
  }

  /** The permissions, sorted, for people to read. */
  listPermissions(): string[] {
    return [...this.permissions].sort();
  }
}
