import { newPostgresClient, postgresAddress, type PostgresClient } from '../persistence/ports.js';
import { channelName, type WakeChannel } from './wake-channel.js';

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * LISTEN and NOTIFY on one connection beside the pools, which comes back by itself. A NOTIFY inside the transaction of an
 * operation would make all commits of the database wait for each other.
 */
export class PostgresWakeChannel implements WakeChannel {
  private client: PostgresClient | null = null;
  private retry: NodeJS.Timeout | null = null;
  private failures = 0;
  private closed = false;
  private readonly pending = new Set<string>();
  private sending: Promise<void> | null = null;

  constructor(
    private readonly database: Parameters<typeof postgresAddress>[0],
    private readonly heard: (text: string) => void,
  ) {
    void this.connect();
  }

  publish(text: string): void {
    this.pending.add(text);
    this.sending ??= this.send().finally(() => (this.sending = null));
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  /** One after another, as a connection takes statements. */
  private async send(): Promise<void> {
    for (const text of this.pending) {
      this.pending.delete(text);
      await this.client?.query('SELECT pg_notify($1, $2)', [channelName, text]).catch(() => undefined);
    }
  }

  private async connect(): Promise<void> {
    // Installed, or the database would have refused to open.
    const client = await newPostgresClient({
      ...postgresAddress(this.database),
      application_name: channelName,
      query_timeout: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    let lost = false;
    const onLost = () => {
      if (lost) return;
      lost = true;
      if (this.client === client) this.client = null;
      client.end().catch(() => undefined);
      this.tryLater();
    };
    // Stays for good: an error that nobody hears ends the process.
    client.on('error', onLost);
    client.on('end', onLost);
    client.on('notification', ({ payload }: { payload?: string }) => this.heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${channelName}`);
    } catch {
      onLost();
      return;
    }
    if (this.closed) await client.end().catch(() => undefined);
    else if (!lost) {
      this.client = client;
      this.failures = 0;
      // What was sent meanwhile is gone; everybody looks once.
      this.heard('');
    }
  }

  private tryLater(): void {
    if (this.closed || this.retry) return;
    const pauseMs = Math.min(firstPauseMs * 2 ** this.failures, longestPauseMs) * (0.5 + Math.random() / 2);
    this.failures = Math.min(this.failures + 1, 10);
    this.retry = setTimeout(() => {
      this.retry = null;
      void this.connect();
    }, pauseMs);
    this.retry.unref();
  }
}
