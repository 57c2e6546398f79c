import type { Answer } from '@keelson/testing';

/** A pattern, a term of JavaScript, or more values than a person reads. */
const forMachines = /\^|\\|regular expression|undefined|NaN|\[object|following values|(?:[^,]+,){10}/;

/** @throws Error telling the sentence, when an answer tells a client's user what only a program understands */
export function assertForPeople({ json }: Answer): void {
  const { errors } = (json ?? {}) as { readonly errors?: readonly { readonly detail: string }[] };
  if (!Array.isArray(errors)) return;
  for (const { detail: sentence } of errors as readonly { readonly detail: unknown }[])
    // What the client has sent comes back in quotes.
    if (typeof sentence === 'string' && forMachines.test(sentence.replaceAll(/"[^"]*"/g, '')))
      throw new Error(`This is no sentence for people: ${sentence}`);
}
