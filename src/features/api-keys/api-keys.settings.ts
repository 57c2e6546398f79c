/** How many keys there may be. No variables. */
export class ApiKeysSettings {
  mostOfOrganization = 1_000;

  /** Of one member. */
  mostOfMember = 50;
}
