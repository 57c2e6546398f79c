/** Carries short texts between the processes of an installation. Any may be lost. */
export interface WakeChannel {
  /** Hands a text to the other processes, and perhaps to this one. Never throws, never waits. */
  publish(text: string): void;
  /** Nothing keeps the process alive afterwards. */
  close(): void | Promise<void>;
}

/**
 * Opens the channel of this process. A package that has a server for it provides this class globally. Otherwise PostgreSQL
 * carries the texts; on MySQL and MariaDB they stay in the process, and the others look now and then by themselves.
 */
export abstract class WakeChannels {
  /**
   * @param heard is called with each text, and with an empty one after an outage
   * @returns null when the settings name no such server
   */
  abstract open(heard: (text: string) => void): WakeChannel | null;
}

/** What a channel is called; also the prefix of its connections' names. */
export const channelName = 'keelson_wake';
