import { currentContext, currentOrganizationId, enterContext, type Caller } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { AccessControl } from '@keelson/access/ports';
import { rightsLost, RightsLostError } from '@keelson/jobs/ports';

/** How long a look at somebody's rights is good for, in milliseconds. */
const goodForMs = 1_000;

/** Runs a part of a job as the one who asked for it. */
export type Acting = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Jobs that act for who asked for them, a user, a service account or the API key of one: with the rights and the view
 * that they have while the job runs.
 */
@Injectable()
export class ActingCallers {
  constructor(private readonly access: AccessControl) {}

  /**
   * For the job at work. A part of it that finds the membership, the key or the permission gone ends the job as cancelled.
   * @throws RightsLostError (each part)
   */
  forJob(permission: string): Acting {
    let [known, until]: [Promise<Caller> | null, number] = [null, 0];
    return async (work) => {
      if (known === null || performance.now() > until)
        [known, until] = [this.look(permission), performance.now() + goodForMs];
      const caller = await known;
      // Without a scope that was said, the caller's own organization and row rules hold.
      const { scope: _scope, ...context } = currentContext();
      return enterContext({ ...context, caller }, work);
    };
  }

  private async look(permission: string): Promise<Caller> {
    const { causedBy, causedByKey } = currentContext();
    const caller = causedByKey
      ? await this.access.keyAuthority?.callerOf(causedByKey, currentOrganizationId())
      : causedBy && (await this.access.authority.memberOf(causedBy, currentOrganizationId()));
    if (!caller) throw lost(causedByKey ? keyGone : memberGone);
    if (!caller.can(permission))
      throw lost(
        `The job requires the permission "${permission}", which its ${causedByKey ? 'API key' : 'user'} no longer has.`,
      );
    return caller;
  }
}

const keyGone = 'The API key that started the job was revoked or has expired, or its member has left.';
const memberGone = 'The user who started the job is no longer a member of the organization.';

function lost(detail: string): RightsLostError {
  return new RightsLostError(rightsLost({ detail }));
}
