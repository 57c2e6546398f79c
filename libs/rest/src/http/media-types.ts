import { transferFormats, unsupportedMediaType, type DomainError } from '@keelson/kernel';
import type { FastifyRequest } from 'fastify';

export const jsonType = 'application/json';
export const mergePatchType = 'application/merge-patch+json';
export const formType = 'application/x-www-form-urlencoded';
/**
 * The media type of an answer to `fields=`. It has a schema of its own, without required members; under `application/json`
 * every member is there that the schema of the row requires.
 */
export const partialType = 'application/vnd.keelson.partial+json';

type Asked = Pick<FastifyRequest, 'method' | 'headers' | 'routeOptions'>;

/** The media types that the route of a request reads. */
export function mediaTypesOf({ method, routeOptions }: Omit<Asked, 'headers'>): readonly string[] {
  const { tokenEndpoint, streamedBody } = routeOptions.config as {
    readonly tokenEndpoint?: true;
    readonly streamedBody?: true;
  };
  if (tokenEndpoint) return [formType, jsonType];
  if (streamedBody) return Object.values(transferFormats);
  return method === 'PATCH' ? [mergePatchType, jsonType] : [jsonType];
}

/** What to send instead of another media type, or of none. */
export function wrongMediaType(request: Omit<Asked, 'headers'>): DomainError {
  return unsupportedMediaType({ detail: `Send ${mediaTypesOf(request).join(' or ')}.` });
}

/** Why the body of a request can't be read, by what its headers say of it: bodies are plain UTF-8 of a type that the route reads. */
export function mediaTypeFault(request: Asked): DomainError | null {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
  if (!mediaTypesOf(request).includes(type.trim().toLowerCase())) return wrongMediaType(request);
  const encoding = request.headers['content-encoding'];
  // What is compressed or written otherwise would only look malformed.
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    return unsupportedMediaType({ detail: 'Send the body without Content-Encoding.' });
  if (!parameters.every(isUtf8OrNoCharset))
    return unsupportedMediaType({ detail: 'Send the body in UTF-8.' });
  return null;
}

/** Whether a parameter of a media type names UTF-8 by any of its labels (WHATWG Encoding), such as `utf8`, or is another one. */
function isUtf8OrNoCharset(parameter: string): boolean {
  const [, label] = /^\s*charset\s*=\s*("?)(.*?)\1\s*$/i.exec(parameter)?.slice(1) ?? [];
  if (label === undefined) return true;
  try {
    return new TextDecoder(label).encoding === 'utf-8';
  } catch {
    return false;
  }
}

/** Whether a request has a body; null when only reading it tells. One without has no media type either. */
export function hasBody({ headers }: Pick<Asked, 'headers'>): boolean | null {
  if (headers['transfer-encoding'] !== undefined) return null;
  return Number(headers['content-length'] ?? 0) > 0;
}
