import type { Subject } from './subject.js';

/** A subject of which some parts are done otherwise; it may be of a class, so its methods are not spread. */
export function withParts(subject: Subject, parts: Partial<Subject>): Subject {
  return {
    application: subject.application,
    engine: subject.engine,
    send: (inquiry, progress) => subject.send(inquiry, progress),
    overhear: (work, progress) => subject.overhear(work, progress),
    openOrganization: () => subject.openOrganization(),
    join: (host, permissions) => subject.join(host, permissions),
    operator: (permissions) => subject.operator(permissions),
    key: (person, permissions) => subject.key(person, permissions),
    withdraw: (person) => subject.withdraw(person),
    worthless: (person, how) => subject.worthless(person, how),
    sql: (text, values) => subject.sql(text, values),
    close: () => subject.close(),
    ...(subject.openUnproven && { openUnproven: subject.openUnproven.bind(subject) }),
    ...(subject.serviceAccount && { serviceAccount: subject.serviceAccount.bind(subject) }),
    ...(subject.replacePassword && { replacePassword: subject.replacePassword.bind(subject) }),
    ...(subject.moveClock && { moveClock: subject.moveClock.bind(subject) }),
    ...(subject.signInAgain && { signInAgain: subject.signInAgain.bind(subject) }),
    ...(subject.stop && { stop: subject.stop.bind(subject) }),
    ...parts,
  };
}
