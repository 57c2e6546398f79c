import { asCommand, CommandError, defineCommand } from '@keelson/sql';
import { ambiguousUser, HandedResets } from './handed-resets.js';
import { userText } from './operated-users.js';

export const makeResetLink = defineCommand({
  name: 'users reset-link',
  summary: "Creates a link that resets a user's password. It is valid for 30 minutes and can be used once.",
  arguments: { user: 'id of the user, or the full email address' },
  async run(application, { user }) {
    if (!userText.test(user)) throw new CommandError(`"${user}" is neither a UUID nor an email address.`);
    const services = await application.services();
    const made = await asCommand(services, 'installation-users:reset-link', () =>
      services.get(HandedResets).make(user),
    ).catch((error: unknown) => {
      const { code } = error as { code?: unknown };
      if (code === 'not_found') throw new CommandError(`There is no user "${user}".`);
      if (code === ambiguousUser.code)
        throw new CommandError(
          `Several accounts use ${user}, and none of them has verified it. Find them with "keelson users find", and pass the id of one.`,
        );
      throw error;
    });
    return {
      json: made,
      lines: [
        made.link,
        `Give this link only to user ${made.userId}. It can be used once, until ${made.expiresAt.toISOString()}, and is not shown again.`,
      ],
    };
  },
});
