import { asCommand, CommandError, defineCommand, table } from '@keelson/sql';
import { shown } from './installation-users.controller.js';
import { OperatedUsers, userText } from './operated-users.js';
import { readUserId } from './operators.commands.js';

export const findUsers = defineCommand({
  name: 'users find',
  summary: 'Finds users by id or email address. The audit log records each user shown.',
  arguments: { user: 'id of the user, or the full email address' },
  async run(application, { user }) {
    if (!userText.test(user)) throw new CommandError(`"${user}" is neither a UUID nor an email address.`);
    const services = await application.services();
    const found = await asCommand(services, 'installation-users:find', () =>
      services.get(OperatedUsers).find(user),
    );
    const users = found.map((one) => shown(one));
    return {
      json: { users },
      lines: table(
        ['ID', 'EMAIL', 'NAME', 'VERIFIED', 'SINCE'],
        users.map((one) => [
          one.id,
          one.email,
          one.name,
          one.isProven ? 'yes' : 'no',
          one.createdAt.toISOString(),
        ]),
      ),
    };
  },
});

export const endUserSessions = defineCommand({
  name: 'users end-sessions',
  summary: 'Ends all sessions of a user.',
  arguments: { userId: 'id of the user' },
  async run(application, { userId }) {
    const id = readUserId(userId);
    const services = await application.services();
    await asCommand(services, 'installation-users:end-sessions', () =>
      services.get(OperatedUsers).endSessions(id),
    ).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 'not_found') throw error;
      throw new CommandError(`There is no user with the id ${id}.`);
    });
    return { json: { userId: id }, lines: [`All sessions of user ${id} have ended.`] };
  },
});
