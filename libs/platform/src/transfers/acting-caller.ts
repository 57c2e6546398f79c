import { currentContext, currentOrganizationId, enterContext, forbidden, type Caller } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/ports.js';
import { givenUp } from '../jobs/ports.js';

/** How long a look at somebody's rights is good for, in milliseconds. */
const goodForMs = 5_000;

/** Runs a part of a job as the user who asked for it. */
export type Acting = <T>(work: () => Promise<T>) => Promise<T>;

/** Jobs that act for the user who asked for them: with the rights and the view that this user has while they run. */
@Injectable()
export class ActingCallers {
  constructor(private readonly access: AccessControl) {}

  /**
   * For the job at work. Each part of it is refused when the user is no member any more or lacks the permission.
   * @throws UnrecoverableError (each part) for `forbidden`
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
    const { causedBy } = currentContext();
    const caller = causedBy ? await this.access.authority.memberOf(causedBy, currentOrganizationId()) : null;
    if (!caller)
      throw givenUp(
        forbidden({ detail: 'The user who started the job is no longer a member of the organization.' }),
      );
    if (!caller.can(permission))
      throw givenUp(forbidden({ detail: `This operation requires the permission "${permission}".` }));
    return caller;
  }
}
