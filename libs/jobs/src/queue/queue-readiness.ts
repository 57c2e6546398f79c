import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadinessChecks } from '@keelson/sql/ports';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { QueueConnection } from './queue-connection.js';
import { refusalOf } from './refusal.js';

/** The queue's part of `/health/ready`: its server must take writes. */
@Injectable()
export class QueueReadiness implements OnModuleInit {
  constructor(
    private readonly connection: QueueConnection,
    private readonly checks: ReadinessChecks,
    private readonly runtime: RuntimeSettings,
  ) {}

  onModuleInit(): void {
    // A process that only answers requests does so without it: jobs commit to the database.
    this.checks.add('queue', this.check, {
      isNeeded: this.runtime.role !== 'api' && this.runtime.role !== 'command',
    });
  }

  /** Resolves when jobs can be handed over. @throws Error naming the server, after a second at most. */
  check = async (): Promise<void> => {
    const { server } = this.connection.outage;
    await this.connection.takesWrites(1_000).catch((error: unknown) => {
      const refusal = refusalOf(error);
      throw new Error(
        refusal === null
          ? `${server}, which holds the job queue, does not respond.`
          : `${server}, which holds the job queue, accepts no writes: ${refusal}`,
      );
    });
  };
}
