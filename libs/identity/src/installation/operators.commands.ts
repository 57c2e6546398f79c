import { isUuid } from '@keelson/kernel';
import { asCommand, CommandError, defineCommand, table } from '@keelson/sql';
import { Operators } from '../operators.js';

export const listOperators = defineCommand({
  name: 'operators list',
  summary: 'Lists the operators.',
  async run(application) {
    const operators = await (await application.services()).get(Operators).list();
    const shown = operators.map(({ userId, createdAt }) => ({ userId, createdAt }));
    return {
      json: { operators: shown },
      lines: table(
        ['USER', 'SINCE'],
        shown.map(({ userId, createdAt }) => [userId, createdAt.toISOString()]),
      ),
    };
  },
});

export const grantOperator = defineCommand({
  name: 'operators grant',
  summary: 'Makes a user with a verified email address an operator.',
  arguments: { userId: 'id of the user, from GET /v1/me' },
  async run(application, { userId }) {
    const id = readUserId(userId);
    const services = await application.services();
    await asCommand(services, 'installation-operators:grant', () => services.get(Operators).grant(id)).catch(
      told(id),
    );
    return { json: { userId: id }, lines: [`User ${id} is an operator.`] };
  },
});

export const revokeOperator = defineCommand({
  name: 'operators revoke',
  summary: 'Revokes operator access.',
  arguments: { userId: 'id of the user' },
  async run(application, { userId }) {
    const id = readUserId(userId);
    const services = await application.services();
    await asCommand(services, 'installation-operators:revoke', () =>
      services.get(Operators).revoke(id),
    ).catch(told(id));
    return { json: { userId: id }, lines: [`User ${id} is no longer an operator.`] };
  },
});

/** @throws CommandError */
export function readUserId(text: string): string {
  if (isUuid(text)) return text.toLowerCase();
  throw new CommandError(`"${String(text)}" is not a UUID. The id of a user is in GET /v1/me.`);
}

/** An id that leads to nothing is named, and a refusal says what to do. */
function told(id: string): (error: unknown) => never {
  return (error) => {
    const { code, details } = error as { code?: unknown; details?: { detail?: string } };
    if (code === 'not_found') throw new CommandError(`No user or operator has the id ${id}.`);
    throw details?.detail ? new CommandError(details.detail) : error;
  };
}
