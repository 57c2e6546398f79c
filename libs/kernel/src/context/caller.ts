/** Who asks: a signed-in user, bound to at most one organization. */
export class Caller {
  constructor(
    readonly userId: string,
    /** The organization that the token is bound to. */
    readonly organizationId: string | null,
    readonly role: string | null,
    private readonly permissions: ReadonlySet<string>,
    /** Every organization that the user is a member of. */
    readonly organizationIds: readonly string[] = organizationId ? [organizationId] : [],
    readonly sessionId: string | null = null,
  ) {}

  can(permission: string): boolean {
    return this.permissions.has(permission);
  }

  /** The permissions, sorted, for people to read. */
  listPermissions(): string[] {
    return [...this.permissions].sort();
  }
}
