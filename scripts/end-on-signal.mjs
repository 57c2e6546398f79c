/**
 * Ends the process when it is told to, once what is running has been closed, or after ten seconds. Servers are supervised:
 * they end with this process.
 * @param {() => Promise<void>} close
 * @returns {() => boolean} whether it was told to
 */
export function endOnSignal(close) {
  let interrupted = false;
  for (const [signal, number] of /** @type {const} */ ([
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]))
    process.on(signal, () => {
      // A terminal's Ctrl-C comes twice: from the terminal and from npm.
      if (interrupted) return;
      interrupted = true;
      console.log(`\ninterrupted by ${signal}`);
      const end = () => process.exit(128 + number);
      setTimeout(end, 10_000).unref();
      void close().then(end, end);
    });
  return () => interrupted;
}
