/** How many there may be in one organization. No variables. */
export class MembersSettings {
  /** People and service accounts that belong to an organization. */
  mostMembers = 10_000;

  mostServiceAccounts = 100;

  /** Roles that an organization makes. */
  mostRoles = 100;
}
