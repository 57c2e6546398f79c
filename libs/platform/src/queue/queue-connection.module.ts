import { Feature } from '@keelson/kernel';
import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../persistence/database.js';
import { FailureLog } from '../persistence/failures/index.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../platform-options.js';
import { CreateInstallation1763700000050 } from './migrations/1763700000050-create-installation.js';
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

/** Two installations may share a Redis; what belongs to which is told by an id in the database. */
async function installationOf(database: Database): Promise<string> {
  const [row] = await database.read<{ id: string }>('SELECT id FROM installation');
  if (!row) throw new Error('The table "installation" is empty; insert a random UUID as its id.');
  return row.id;
}

@Module({
  imports: [Feature.declare({ migrations: [CreateInstallation1763700000050] })],
  providers: [
    ProcessorRegistry,
    {
      provide: QueueConnection,
      inject: [PLATFORM_OPTIONS, ProcessorRegistry, Database, FailureLog],
      useFactory: async (
        { role, queue, database: address }: Options,
        processors: ProcessorRegistry,
        database: Database,
        failures: FailureLog,
      ): Promise<QueueConnection> =>
        queue.redisUrl === null
          ? PostgresQueueConnection.open({
              database: address,
              workers: role === 'api' ? 0 : processors.size,
              failures,
            })
          : RedisQueueConnection.open(
              { redisUrl: queue.redisUrl, ...(queue.tls && { tls: queue.tls }) },
              await installationOf(database),
            ),
    },
    ConnectionCloser,
  ],
  exports: [ProcessorRegistry, QueueConnection],
})
export class QueueConnectionModule {}
