/** How many invitations there may be. No variables. */
export class InvitationsSettings {
  /** Open ones of an organization. */
  mostOpen = 500;

  /** Mails that an organization causes within an hour. */
  mostPerHour = 200;

  /** Mails of an organization to one address within an hour. */
  mostPerAddress = 5;

  /** Mails to one address within an hour, whichever organizations cause them; later ones wait. */
  mostMailsPerAddress = 10;
}
