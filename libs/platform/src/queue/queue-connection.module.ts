import { Feature } from '@keelson/kernel';
import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Database, FailureLog, migrations } from '../persistence/ports.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../runtime/ports.js';
import { CreateInstallation1763700000050 } from './migrations/1763700000050-create-installation.js';
import { PostgresQueueConnection } from './postgres-queue-connection.js';
import { QueueConnection } from './queue-connection.js';
import { RedisQueueConnection } from './redis-queue-connection.js';
import { WorkerCount } from './worker-count.js';

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
  imports: [Feature.declare({}, migrations(CreateInstallation1763700000050))],
  providers: [
    {
      provide: QueueConnection,
      inject: [PLATFORM_OPTIONS, WorkerCount, Database, FailureLog],
      useFactory: async (
        { role, queue, database: address }: Options,
        workers: WorkerCount,
        database: Database,
        failures: FailureLog,
      ): Promise<QueueConnection> =>
        queue.redisUrl === null
          ? PostgresQueueConnection.open({
              database: address,
              workers: role === 'api' ? 0 : workers.size,
              failures,
            })
          : RedisQueueConnection.open(
              { redisUrl: queue.redisUrl, ...(queue.tls && { tls: queue.tls }) },
              await installationOf(database),
            ),
    },
    ConnectionCloser,
  ],
  exports: [QueueConnection],
})
export class QueueConnectionModule {}
