/** Carries short texts between the processes of an installation. Any may be lost. */
export interface WakeChannel {
  /** Hands a text to the other processes, and perhaps to this one. Never throws, never waits. */
  publish(text: string): void;
  /** Nothing keeps the process alive afterwards. */
  close(): void | Promise<void>;
}

/** What a channel is called; also the prefix of its connections' names. */
export const channelName = 'keelson_wake';
