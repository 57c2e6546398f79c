import { malformedBody } from '@keelson/kernel';
import { isUtf8 } from 'node:buffer';

/** Deeper bodies are refused: whatever walks them recursively must not run out of stack. */
const deepest = 32;

/**
 * A JSON text (RFC 8259) that means the same to every reader (I-JSON, RFC 7493): UTF-8, no member twice, nothing that
 * reaches for a prototype, bounded depth. An empty body is no body.
 * @throws DomainError `malformed_body`
 */
export function readJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw malformedBody({ detail: 'The body is not valid UTF-8.' });
  const text = bytes.toString('utf8');
  const body = parse(text);
  refuseAmbiguity(text);
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The parser's message repeats parts of the body; only the place of the fault is told.
    const place = /position (\d+)/.exec((error as Error).message)?.[1];
    throw malformedBody({
      detail: `The body is not valid JSON${place === undefined ? '' : ` at character ${place}`}.`,
    });
  }
}

const quote = 34;
const backslash = 92;

/** Walks a text that is known to be JSON; JSON.parse would keep the last of two equal members without a word. */
function refuseAmbiguity(text: string): void {
  const members: Set<string>[] = [];
  /** For each open bracket: whether it is an object. */
  const open: boolean[] = [];
  let nameComes = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 123: // {
      case 91: {
        // [
        const isObject = text.charCodeAt(at) === 123;
        const depth = open.push(isObject);
        if (depth > deepest)
          throw malformedBody({ detail: `The body is nested deeper than ${deepest} levels.` });
        if (isObject) members[depth]?.clear();
        nameComes = isObject;
        break;
      }
      case 125: // }
      case 93: // ]
        open.pop();
        nameComes = false;
        break;
      case 44: // ,
        nameComes = open.at(-1) === true;
        break;
      case quote: {
        const end = endOfString(text, at);
        if (nameComes) note((members[open.length] ??= new Set()), text.slice(at, end + 1));
        nameComes = false;
        at = end;
        break;
      }
      default:
    }
  }
}

function note(names: Set<string>, literal: string): void {
  const name = literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
  if (name === '__proto__' || name === 'constructor')
    throw malformedBody({ detail: `"${name}" is not allowed as a key.` });
  if (names.has(name))
    throw malformedBody({ detail: `An object has the duplicate key "${name.slice(0, 100)}".` });
  names.add(name);
}

/** The position of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at;
  }
}
