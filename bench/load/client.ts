/** An answer as the checks see it. */
export interface Answer {
  readonly body: unknown;
  readonly bytes: number;
  readonly etag: string | null;
}

/** One checked request outside the load: anything but a 200 with JSON throws and says what came. */
export async function get(url: string, path: string, token: string): Promise<Answer> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  if (response.status !== 200) {
    throw new Error(`bench: ${url}${path} answered ${response.status}: ${text.slice(0, 500)}`);
  }
  return { body: JSON.parse(text), bytes: Buffer.byteLength(text), etag: response.headers.get('etag') };
}
