/**
 * What a server that is there says to what it does not do, such as a Redis that is full (OOM), a replica (READONLY) or one
 * that cannot save (MISCONF); null for an error of the way to it. The first line, without values.
 */
export function refusalOf(error: unknown): string | null {
  const { name, code, message } = (error ?? {}) as Record<'name' | 'code' | 'message', unknown>;
  const isReply = name === 'ReplyError' || (typeof code === 'string' && /^[0-9][0-9A-Z]{4}$/.test(code));
  return isReply && typeof message === 'string' ? (message.split('\n')[0] ?? '').slice(0, 200) : null;
}
