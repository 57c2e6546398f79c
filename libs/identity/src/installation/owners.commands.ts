import { isUuid } from '@keelson/kernel';
import { asCommand, CommandError, defineCommand } from '@keelson/sql';
import { readUserId } from './operators.commands.js';
import { Owners } from './owners.js';

export const makeOwner = defineCommand({
  name: 'organizations make-owner',
  summary: 'Makes a user an owner of an organization whose owners can no longer sign in.',
  arguments: { organizationId: 'id of the organization', userId: 'id of the user, from GET /v1/me' },
  async run(application, { organizationId, userId }) {
    if (!isUuid(organizationId)) throw new CommandError(`"${String(organizationId)}" is not a UUID.`);
    const ids = { organizationId: organizationId.toLowerCase(), userId: readUserId(userId) };
    const services = await application.services();
    await asCommand(services, 'installation-organizations:make-owner', () =>
      services.get(Owners).make(ids.organizationId, ids.userId),
    ).catch((error: unknown) => {
      const { code, details, message } = error as {
        code?: string;
        details?: { detail?: string };
        message: string;
      };
      if (code === 'not_found') throw new CommandError('The organization or the user does not exist.');
      throw code === undefined ? error : new CommandError(details?.detail ?? message);
    });
    return {
      json: ids,
      lines: [`User ${ids.userId} is an owner of organization ${ids.organizationId}.`],
    };
  },
});
