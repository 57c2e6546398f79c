import { readSettings, type ServerSettings } from './settings.js';

/** Ends what a server has started. */
export type Stop = () => Promise<void>;

/** Starts a server that answers at 127.0.0.1:`port` when this resolves. */
export type StartServer = (settings: ServerSettings) => Promise<Stop>;

/** Runs a server as a process: settings from the environment, a `ready` line once it answers, SIGTERM ends it. */
export async function serve(start: StartServer): Promise<void> {
  const settings = readSettings();
  const stop = await start(settings);
  console.log(`ready http://127.0.0.1:${settings.port}`);
  process.once('SIGTERM', () => {
    void stop().then(() => process.exit(0));
  });
}
