/** What `work` comes to, unless it takes longer than `limitMs`. @throws Error then; the work itself goes on unwatched */
export async function within<T>(
  limitMs: number,
  work: Promise<T>,
  message = `no response within ${limitMs} ms`,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
