const signals = [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const;

/**
 * Ends the process on a signal, once what is running has been closed, or after ten seconds. Servers are supervised: they end
 * with this process.
 * @returns aborted as soon as a signal has come
 */
export function endOnSignal(close: () => Promise<void>): AbortSignal {
  const interruption = new AbortController();
  for (const [signal, number] of signals)
    process.on(signal, () => {
      // A terminal's Ctrl-C comes twice: from the terminal and from npm.
      if (interruption.signal.aborted) return;
      interruption.abort();
      console.log(`\ninterrupted by ${signal}`);
      const end = () => process.exit(128 + number);
      setTimeout(end, 10_000).unref();
      void close().then(end, end);
    });
  return interruption.signal;
}
