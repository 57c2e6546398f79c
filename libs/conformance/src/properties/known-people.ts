import type { Person, Subject } from '../subject.js';

/** What each person of the run who has joined an organization may do. */
export class KnownPeople {
  private readonly permissions = new Map<string, readonly string[]>();

  /** The permissions that a person was given; null for one who may do everything, or of whom it is not known. */
  permissionsOf({ token }: Person): readonly string[] | null {
    return this.permissions.get(token) ?? null;
  }

  /** The subject, of whose people it is noted what they were given. */
  noting(subject: Subject): Subject {
    return {
      ...subject,
      join: async (host, permissions) => {
        const person = await subject.join(host, permissions);
        this.permissions.set(person.token, permissions);
        return person;
      },
      withdraw: async (person) => {
        await subject.withdraw(person);
        this.permissions.delete(person.token);
      },
    };
  }
}
