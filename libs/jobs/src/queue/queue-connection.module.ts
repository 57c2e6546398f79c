import { Feature, settings } from '@keelson/kernel';
import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Database, DatabaseSettings, FailureLog, migrations } from '@keelson/sql/ports';
import { WakeChannels } from '@keelson/sql/ports';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { TelemetryModule } from '@keelson/runtime/ports';
import { CreateInstallation1763700000050 } from './migrations/1763700000050-create-installation.js';
import { PostgresQueueConnection } from './postgres-queue-connection.js';
import { QueueConnection } from './queue-connection.js';
import { QueueGauges } from './queue-gauges.js';
import { QueueSettings } from './queue.settings.js';
import { RedisQueueConnection } from './redis-queue-connection.js';
import { QueueWakeChannels } from './queue-wake-channels.js';
import { WorkerCount } from './worker-count.js';

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

/** Global, so that signals between processes go over Redis wherever jobs do. */
@Global()
@Module({
  imports: [
    TelemetryModule,
    Feature.declare({}, settings(QueueSettings), migrations(CreateInstallation1763700000050)),
  ],
  providers: [
    {
      provide: QueueConnection,
      inject: [RuntimeSettings, DatabaseSettings, QueueSettings, WorkerCount, Database, FailureLog],
      useFactory: async (
        { role }: RuntimeSettings,
        { options }: DatabaseSettings,
        { redisUrl, tls }: QueueSettings,
        workers: WorkerCount,
        database: Database,
        failures: FailureLog,
      ): Promise<QueueConnection> =>
        redisUrl === undefined
          ? PostgresQueueConnection.open({
              database: options,
              workers: role === 'api' || role === 'command' ? 0 : workers.size,
              failures,
            })
          : RedisQueueConnection.open({ redisUrl, ...(tls && { tls }) }, await installationOf(database)),
    },
    ConnectionCloser,
    QueueGauges,
    { provide: WakeChannels, useClass: QueueWakeChannels },
  ],
  exports: [QueueConnection, WakeChannels],
})
export class QueueConnectionModule {}
