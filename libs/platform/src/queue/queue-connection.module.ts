import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../platform-options.js';
import { PostgresQueueConnection } from './postgres-queue-connection.js';
import { ProcessorRegistry } from '../jobs/processor-registry.js';
import { QueueConnection } from './queue-connection.js';
import { RedisQueueConnection } from './redis-queue-connection.js';

type Options = Pick<PlatformOptions, 'role' | 'queue' | 'database'>;

/** Opens the connections before anything that needs them, and ends them after. */
@Injectable()
class ConnectionCloser implements OnApplicationShutdown {
  constructor(private readonly connection: QueueConnection) {}

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}

@Module({
  providers: [
    ProcessorRegistry,
    {
      provide: QueueConnection,
      inject: [PLATFORM_OPTIONS, ProcessorRegistry],
      useFactory: (
        { role, queue, database }: Options,
        processors: ProcessorRegistry,
      ): Promise<QueueConnection> =>
        queue.redisUrl === null
          ? PostgresQueueConnection.open({ queue, database, workers: role === 'api' ? 0 : processors.size })
          : RedisQueueConnection.open(queue.redisUrl),
    },
    ConnectionCloser,
  ],
  exports: [ProcessorRegistry, QueueConnection],
})
export class QueueConnectionModule {}
