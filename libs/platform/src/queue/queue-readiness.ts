import { Injectable } from '@nestjs/common';
import { QueueConnection } from './queue-connection.js';

/** The queue's part of `/health/ready`. */
@Injectable()
export class QueueReadiness {
  constructor(private readonly connection: QueueConnection) {}

  /** Resolves when jobs can be handed over. @throws Error naming the server, after a second at most. */
  check = async (): Promise<void> => {
    const { server } = this.connection.outage;
    await this.connection.answers(1_000).catch(() => {
      throw new Error(`${server}, which carries the jobs, does not answer.`);
    });
  };
}
