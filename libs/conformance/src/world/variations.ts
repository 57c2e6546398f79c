/** Characters that stand for each other. */
const kinds = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Texts that are enough for any table of a run. */
const enough = 1_000_000;

type Accepts = (text: string) => boolean;

/**
 * For each place of a text the characters that may stand there, its own first: others of the same kind, which the text is
 * accepted with and which get along with those of any other place. From the end, until they make texts enough.
 */
export function placesOf(text: string, accepts: Accepts): readonly (readonly string[])[] {
  const own = Array.from(text);
  const places = own.map((character) => [character]);
  for (let at = own.length - 1; at >= 0 && countOf(places) < enough; at -= 1)
    for (const other of othersOf(own[at] ?? '')) {
      const changed = own.with(at, other);
      const getsAlong = (choices: readonly string[], index: number) =>
        index <= at || choices.every((choice) => accepts(changed.with(index, choice).join('')));
      if (accepts(changed.join('')) && places.every(getsAlong)) places[at]?.push(other);
    }
  return places;
}

function othersOf(own: string): string[] {
  return [...(kinds.find((kind) => kind.includes(own)) ?? '')].filter((one) => one !== own);
}

/** How many texts such places make. */
export function countOf(places: readonly (readonly string[])[]): number {
  return places.reduce((product, { length }) => product * length, 1);
}

/**
 * Texts of the form of one that is accepted: the days that follow where it is a day, then other characters in its places,
 * at last any of the same kind, of which only some are accepted.
 */
export function* variationsOf(text: string, accepts: Accepts): Generator<string> {
  yield* daysAfter(text);
  const anything = Array.from(text, (own) => [own, ...othersOf(own)]);
  for (const places of [placesOf(text, accepts), anything])
    for (let number = 1; number < Math.min(enough, countOf(places)); number += 1)
      yield numbered(places, number);
}

/** The number, in a system whose digits are the characters of each place. */
function numbered(places: readonly (readonly string[])[], number: number): string {
  let rest = number;
  return places.reduceRight((text, characters) => {
    const character = characters[rest % characters.length] ?? '';
    rest = Math.floor(rest / characters.length);
    return character + text;
  }, '');
}

const dayMs = 86_400_000;
const mostDays = 3_650;

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A pattern lets the 31st of June pass; whoever reads it as a day does not. */
function* daysAfter(text: string): Generator<string> {
  if (!isDay(text)) return;
  for (let after = 1; after <= mostDays; after += 1)
    yield new Date(Date.parse(text) + after * dayMs).toISOString().slice(0, 10);
}
