/** Where clients reach this application: HttpSettings. */
export interface Located {
  /** Without a slash at its end. */
  readonly publicUrl: string;
}

/** The whole address of a path, `/docs`: for mails, problem types and the document, which have no base. */
export function publicAddress({ publicUrl }: Located, path = ''): string {
  return publicUrl + path;
}

/**
 * The address of a path as an absolute-path reference (RFC 3986, section 4.2), for the answer to a request: `Location`
 * (RFC 9110, section 10.2.2), `Link` (RFC 8288) and members of bodies. It has no host, so that it holds under whatever
 * name the client knows this server by; it has the path of PUBLIC_URL, since a proxy has cut that off the request.
 */
export function publicPath({ publicUrl }: Located, path: string): string {
  const at = publicUrl.indexOf('/', publicUrl.indexOf('://') + 3);
  return at < 0 ? path : publicUrl.slice(at) + path;
}
