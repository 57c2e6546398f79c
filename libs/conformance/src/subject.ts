import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** One request, as a client would send it. */
export interface Inquiry {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly person?: Person | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string: then as it stands. */
  readonly body?: unknown;
}

/** What came back, and the statements that the answer took. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body read as JSON; null when it is none. */
  readonly json: unknown;
  readonly statements: readonly SentStatement[];
  /** Why the statement gateway has refused others. */
  readonly refusals?: readonly string[];
  /** The error behind a 500, which no client sees: its message, and where in the project it was thrown. */
  readonly serverError?: string;
}

/** A statement that reached the statement gateway. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Whether a store has composed it; otherwise it is somebody's own text. */
  readonly composed?: boolean;
}

/** What a piece of work without a request has sent. */
export interface Overheard<T> {
  readonly outcome: T;
  readonly statements: readonly SentStatement[];
  /** Why the statement gateway has refused others. */
  readonly refusals: readonly string[];
}

/** Someone who asks. */
export interface Person {
  /** `the owner`, `a member without products:create`: stands in the report. */
  readonly title: string;
  readonly userId: string;
  /** The person as a member of the organization, where row rules go by it. */
  readonly memberId?: string;
  /** Where the person gets mail, if that is known. */
  readonly email?: string;
  /** The nil UUID for an operator of the installation, who belongs to no organization. */
  readonly organizationId: string;
  readonly token: string;
}

/**
 * An application under judgment, started on an empty database of its own. The kit knows no feature; whatever depends on
 * how an installation keeps its users stands behind this port.
 */
export interface Subject {
  readonly application: NestFastifyApplication;
  readonly engine: 'mysql' | 'postgres';
  /** @param progress called at each statement: what still sends some has not stopped. A subject that cannot tell leaves it. */
  send(inquiry: Inquiry, progress?: () => void): Promise<Answer>;
  /** Does some work in the process of the application, and hears what it sends; `progress` as for {@link send}. */
  overhear<T>(work: () => Promise<T>, progress?: () => void): Promise<Overheard<T>>;
  /** Opens a new organization and answers its owner. */
  openOrganization(): Promise<Person>;
  /** Someone new in the organization of `host` who holds these permissions and no other. */
  join(host: Person, permissions: readonly string[]): Promise<Person>;
  /** Someone new who operates the installation and holds these permissions of operators and no other; all of them for null. */
  operator(permissions: readonly string[] | null): Promise<Person>;
  /**
   * The same person with a new API key that holds these permissions and no other, or for null all of the person's; null
   * where there are no keys.
   */
  key(person: Person, permissions: readonly string[] | null): Promise<Person | null>;
  /** Takes all permissions from someone who has joined. */
  withdraw(person: Person): Promise<void>;
  /** The same person with another session, whose token was good and is now expired, forged or revoked. */
  worthless(person: Person, how: 'expired' | 'forged' | 'revoked'): Promise<Person>;
  /**
   * Opens a new organization whose owner has not proven the email address. Left out where there are no such accounts; the
   * kit then asks nothing of them.
   */
  openUnproven?(): Promise<Person>;
  /**
   * A program that is a member of the organization of `host`, with a key that holds these permissions; null where `host`
   * is refused. Left out where programs are no members.
   */
  serviceAccount?(host: Person, permissions: readonly string[]): Promise<Person | null>;
  /**
   * Stops an organization as an operator would. Left out where an organization cannot be stopped.
   * @returns lets it go on
   */
  stop?(organizationId: string, how: 'suspended' | 'closed'): Promise<() => Promise<void>>;
  /**
   * Gives someone who has joined a new password, by the link in a mail or by the old password, and from another session than
   * the one of `person`. Left out where nobody has a password.
   */
  replacePassword?(person: Person, how: 'reset' | 'change'): Promise<void>;
  /**
   * Puts the clock of the application, and the present in its statements, ahead by so many seconds; 0 puts it right. Left
   * out where it can't be moved.
   */
  moveClock?(seconds: number): Promise<void>;
  /** The same person, signed in again: tokens end while the clock is moved. Needed for {@link moveClock}. */
  signInAgain?(person: Person): Promise<Person>;
  /** Rows straight from the database, past the application and its gateway. Values are `?` on both engines. */
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}
