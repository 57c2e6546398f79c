/** Something there can be news of; see {@link wakeTopic}. */
export interface WakeTopic {
  readonly name: string;
}

const names = new Set<string>();

/**
 * Declares a topic of `WakeSignals`, beside what sends it: `export const jobsAreDue = wakeTopic('jobs')`.
 * @param name the same in all processes and versions; lower case with dashes
 * @throws Error when the name is malformed or taken
 */
export function wakeTopic(name: string): WakeTopic {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name))
    throw new Error(`The wake topic "${name}" must be lowercase words joined by dashes, such as event-log.`);
  if (names.has(name)) throw new Error(`The wake topic "${name}" is declared twice: rename one of the two.`);
  names.add(name);
  return { name };
}
