import type { OpenApiDocument } from '@keelson/platform';
import type { DocumentedOperations } from './documented-operations.js';

/**
 * The path and query of a request for what an address in an answer names: resolved as a client resolves it, without the
 * path of the public URL, which a proxy cuts off.
 * @returns undefined when it leads out of the API
 */
export function requestTarget(
  { servers }: Pick<OpenApiDocument, 'servers'>,
  address: string,
): string | undefined {
  const { url = 'http://localhost' } = (servers[0] ?? {}) as { readonly url?: string };
  const server = new URL(url);
  if (!URL.canParse(address, server.href)) return undefined;
  const { origin, pathname, search } = new URL(address, server);
  const prefix = server.pathname.replace(/\/$/, '');
  return origin === server.origin && pathname.startsWith(`${prefix}/`)
    ? pathname.slice(prefix.length) + search
    : undefined;
}

/** The headers of an answer whose addresses lead to no operation of the document that can be read. */
export function strayAddresses(
  document: Pick<OpenApiDocument, 'servers'>,
  operations: DocumentedOperations,
  {
    status,
    headers,
  }: { readonly status: number; readonly headers: Readonly<Record<string, string | undefined>> },
): string[] {
  const { location, link } = headers;
  const addresses: Readonly<Record<string, string | undefined>> = {
    // Elsewhere it may send to another server (RFC 9110, section 15.4).
    ...((status === 201 || status === 202) && { location }),
    link: link && (/^<([^>]*)>/.exec(link)?.[1] ?? ''),
  };
  return Object.entries(addresses)
    .filter(([, address]) => address !== undefined && !leads(document, operations, address))
    .map(([name]) => name);
}

function leads(
  document: Pick<OpenApiDocument, 'servers'>,
  operations: DocumentedOperations,
  address: string,
): boolean {
  const target = requestTarget(document, address);
  return target !== undefined && operations.find('GET', target) !== undefined;
}
