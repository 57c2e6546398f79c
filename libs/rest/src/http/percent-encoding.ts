/** Whether each `%` of a text begins an octet, and those octets are UTF-8 (RFC 3986, section 2.5): decoders guess otherwise. */
export function isPercentEncoded(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
