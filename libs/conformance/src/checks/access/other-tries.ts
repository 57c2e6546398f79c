import { permissionOf } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer, Person } from '../../subject.js';
import { resourceOf } from '../contract/requests.js';
import { codeOf, type Asking } from './asking.js';

/** Who has made the row, and who does something to it. */
interface Pair {
  readonly maker: Person;
  readonly actor: Person;
}

/**
 * Whether a refusal comes of a rule about who acts ("not who asked for it", "only who wrote it") or about other rows ("one at
 * a time"), and not of a permission: the same operation then succeeds for another pair of people, or where there are no
 * other rows.
 * @param permissions what the caller held, and no more; null for everything
 */
export async function isRuleOfItsOwn(
  asking: Asking,
  operation: Operation,
  answer: Answer,
  permissions: readonly string[] | null,
): Promise<boolean> {
  const code = codeOf(answer);
  if (![403, 409, 422].includes(answer.status) || typeof code !== 'string') return false;
  return succeedsForOthers(asking, operation, permissions, code);
}

/** Whether another pair of people can do it, or the same one where there are no other rows. */
export async function succeedsForOthers(
  asking: Asking,
  operation: Operation,
  permissions: readonly string[] | null,
  code: string | null,
): Promise<boolean> {
  for await (const pair of pairs(asking, operation, permissions, code))
    if ((await tried(asking, operation, pair)) < 300) return true;
  return false;
}

async function* pairs(
  { judged }: Asking,
  operation: Operation,
  permissions: readonly string[] | null,
  code: string | null,
): AsyncGenerator<Pair> {
  const { registry, subject, world } = judged;
  const held = permissions ?? [...registry.grantablePermissions];
  if (permissions === null) yield { maker: world.owner, actor: await world.member(held) };
  const host = await subject.openOrganization();
  // Nobody else's rows are here.
  yield { maker: host, actor: permissions === null ? host : await subject.join(host, held) };
  if (permissions === null) yield { maker: host, actor: await subject.join(host, held) };
  const resource = resourceOf(registry, operation);
  // What the handler asks for besides its own permission must not be found to be right because of this one.
  if (!resource?.create || code === 'forbidden') return;
  const author = await subject.join(host, [...held, permissionOf(resource, 'create')]);
  yield { maker: author, actor: author };
}

/** @returns the status; 404 where the row could not be made */
async function tried(asking: Asking, operation: Operation, { maker, actor }: Pair): Promise<number> {
  const id = await asking.rowFor(operation, maker);
  if (id === undefined) return 404;
  const inquiry = await asking.inquiry(operation, actor, { id, whose: maker });
  return (await asking.send(inquiry)).status;
}
