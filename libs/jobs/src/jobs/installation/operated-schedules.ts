import { notFound } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { idOfName, InstallationAudit } from '@keelson/operations/ports';
import { ruleOf } from '../schedule-clock.js';
import { Schedules, type ScheduleState } from '../schedules.js';
import type { ScheduleReport } from './schedule.body.js';

/** The schedules of the installation, as its operators see, stop and run them. */
@Injectable()
export class OperatedSchedules {
  constructor(
    private readonly schedules: Schedules,
    private readonly audit: InstallationAudit,
  ) {}

  async list(): Promise<ScheduleReport[]> {
    return (await this.schedules.states()).map(reported);
  }

  /** Does nothing to a schedule that is as wanted already. @throws DomainError `not_found` */
  async setPaused(name: string, paused: boolean): Promise<ScheduleReport> {
    const before = await this.find(name);
    if (before.paused === paused) return reported(before);
    await (paused ? this.schedules.pause(name) : this.schedules.resume(name));
    await this.record(name, { paused: { before: before.paused, after: paused } });
    return reported({ ...before, paused });
  }

  /** @returns the id of the job. @throws DomainError `not_found` */
  async runNow(name: string): Promise<string> {
    await this.find(name);
    const jobId = await this.schedules.runNow(name);
    if (jobId === null)
      throw notFound({ detail: 'This version of the application does not have this schedule.' });
    await this.record(name, { jobId: { before: null, after: jobId } });
    return jobId;
  }

  private async find(name: string): Promise<ScheduleState> {
    // PostgreSQL refuses the very question.
    const state = name.includes('\0') ? null : await this.schedules.state(name);
    if (!state) throw notFound({ detail: 'There is no schedule with this name.' });
    return state;
  }

  private record(
    name: string,
    changes: Readonly<Record<string, { before: unknown; after: unknown }>>,
  ): Promise<void> {
    return this.audit.record({
      subjectType: 'schedule',
      subjectId: idOfName('schedule', name),
      changes: { name: { before: name, after: name }, ...changes },
    });
  }
}

function reported({ name, definition, paused, nextAt, lastAt }: ScheduleState): ScheduleReport {
  return {
    name,
    job: definition?.job.name ?? null,
    rule: definition ? ruleOf(definition) : null,
    missed: definition?.missed ?? null,
    paused,
    nextAt,
    lastAt,
  };
}
