import { Injectable } from '@nestjs/common';
import { QueueConnection } from './queue-connection.js';
import { refusalOf } from './refusal.js';

/** The queue's part of `/health/ready`: its server must take writes. */
@Injectable()
export class QueueReadiness {
  constructor(private readonly connection: QueueConnection) {}

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
