import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { channelName, WakeChannels, type WakeChannel } from '@keelson/sql/ports';
import { QueueConnection } from './queue-connection.js';
import { RedisQueueConnection } from './redis-queue-connection.js';

/** Redis' publish and subscribe: publishes on the producers' connection, listens on one of its own that comes back by itself. */
class RedisWakeChannel implements WakeChannel {
  private readonly channel: string;
  private readonly listening: Redis;

  constructor(
    private readonly connection: RedisQueueConnection,
    heard: (text: string) => void,
  ) {
    this.channel = `${channelName}:${connection.keyPrefix}`;
    this.listening = connection.consuming.duplicate({ connectionName: 'keelson:wake' });
    this.listening.on('message', (_channel: string, text: string) => heard(text));
    // Waits for the server as long as it takes, and is repeated by the client after each outage.
    this.listening.subscribe(this.channel).catch(() => undefined);
  }

  publish(text: string): void {
    this.connection.producing.publish(this.channel, text).catch(() => undefined);
  }

  close(): void {
    this.listening.disconnect();
  }
}

/** The channel over Redis, where the jobs are on Redis. */
@Injectable()
export class QueueWakeChannels extends WakeChannels {
  constructor(private readonly connection: QueueConnection) {
    super();
  }

  override open(heard: (text: string) => void): WakeChannel | null {
    return this.connection instanceof RedisQueueConnection
      ? new RedisWakeChannel(this.connection, heard)
      : null;
  }
}
