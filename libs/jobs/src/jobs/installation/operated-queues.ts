import { notFound } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { idOfName, InstallationAudit } from '@keelson/operations/ports';
import { ProcessorRegistry } from '../processor-registry.js';
import { QueueCounts } from '../queue-counts.js';
import { QueuePauses } from '../queue-pauses.js';
import { mostCounted, type QueuePause, type QueueReport } from './queue.body.js';

/** The queues of the installation, as its operators see them and stop them. */
@Injectable()
export class OperatedQueues {
  constructor(
    private readonly processors: ProcessorRegistry,
    private readonly pauses: QueuePauses,
    private readonly counts: QueueCounts,
    private readonly audit: InstallationAudit,
  ) {}

  async list(): Promise<QueueReport[]> {
    const names = this.processors.names().sort();
    const deliveries = new Set(this.processors.added.map(({ processing }) => processing.job.name));
    const paused = await this.pauses.paused();
    const counts = await this.counts.of(names, mostCounted, 'an operator lists the queues');
    return names.map((name) => {
      const own = counts.filter(({ queue }) => queue === name);
      const jobs = Object.fromEntries(own.map((one) => [one.state, one.jobs]));
      return {
        name,
        kind: deliveries.has(name) ? 'delivery' : 'job',
        paused: paused.has(name),
        waiting: jobs['waiting'] ?? 0,
        delayed: jobs['delayed'] ?? 0,
        held: jobs['held'] ?? 0,
        active: jobs['active'] ?? 0,
        dead: jobs['dead'] ?? 0,
        waitingSince: own.find(({ state }) => state === 'waiting')?.since ?? null,
      };
    });
  }

  /** Does nothing to a queue that is as wanted already. @throws DomainError `not_found` */
  async setPaused(name: string, paused: boolean): Promise<QueuePause> {
    this.refuseUnknown(name);
    const before = (await this.pauses.paused()).has(name);
    if (before === paused) return { name, paused };
    await (paused ? this.pauses.pause(name) : this.pauses.resume(name));
    await this.audit.record({
      subjectType: 'queue',
      subjectId: idOfName('queue', name),
      changes: { name: { before: name, after: name }, paused: { before, after: paused } },
    });
    return { name, paused };
  }

  /** @throws DomainError `not_found` for what no job or subscriber of this program is called */
  refuseUnknown(name: string): void {
    if (!this.processors.processes(name)) throw notFound({ detail: 'There is no queue with this name.' });
  }
}
