import { currentCaller, notFound, validationFailed } from '@keelson/kernel';
import { isNetwork } from '@keelson/access';
import { ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { Grants, Members, Roles, type Member } from '@keelson/organizations';
import type { NewKey } from './api-key.inputs.js';
import { notYourKey } from './api-keys.errors.js';
import { KeyPermissions } from './key-permissions.js';

/** Who may make which keys. */
@Injectable()
export class KeyRules {
  constructor(
    private readonly members: Members,
    private readonly roles: Roles,
    private readonly grants: Grants,
    private readonly permissions: KeyPermissions,
    private readonly clock: ServerClock,
  ) {}

  /** @throws DomainError `validation_failed` for what the fields alone do not tell */
  checkInput({ permissions = null, networks = null, expiresAt = null }: Partial<NewKey>): void {
    const errors = [
      ...wrongOf(
        'permissions',
        permissions,
        (name) => !this.permissions.isGrantable(name),
        'is not a permission that an API key can have; see GET /v1/permissions',
      ),
      ...wrongOf(
        'networks',
        networks,
        (network) => !isNetwork(network),
        'must be an address, or a network with no bits set after its prefix, such as 203.0.113.0/24',
      ),
      ...(expiresAt !== null && expiresAt <= this.clock.now()
        ? [{ pointer: '/expiresAt', detail: 'must be in the future' }]
        : []),
    ];
    if (errors.length > 0)
      throw validationFailed({ detail: 'The key is not valid; see errors.', errors: errors.slice(0, 50) });
  }

  /**
   * The member that a key is to act as: the caller, or a service account for those who manage keys. Nobody makes keys that
   * act as somebody else.
   * @throws DomainError `not_found`, `api_keys.not_yours`
   */
  async memberFor(memberId: string | null): Promise<Member> {
    if (memberId === null) throw notFound();
    const member = await this.members.lockActive(memberId);
    const caller = currentCaller();
    const isOwn = memberId === caller.memberId;
    if (!isOwn && (member.kind !== 'service' || !caller.can('api-keys:manage')))
      throw notYourKey({
        detail:
          member.kind === 'service'
            ? 'Keys of service accounts require the permission api-keys:manage.'
            : 'Create a service account for a program that acts for several people.',
      });
    return member;
  }

  /** Nobody gives a key what they do not have themselves. @throws DomainError `roles.beyond_your_own` */
  async checkGrant(member: Member, listed: readonly string[] | null): Promise<void> {
    if (this.isAllOfOwn(member, listed)) return;
    this.grants.checkPermissions(listed ?? (await this.effective(member, null)));
  }

  /** The same for a key that there is: what it lists and its member has lost is not given again. */
  async checkRenewal(member: Member, listed: readonly string[] | null): Promise<void> {
    if (this.isAllOfOwn(member, listed)) return;
    this.grants.checkPermissions(await this.effective(member, listed));
  }

  /** Whatever the caller has, now and later: each look decides anew, also whether the address is proven by then. */
  private isAllOfOwn(member: Member, listed: readonly string[] | null): boolean {
    return listed === null && member.id === currentCaller().memberId;
  }

  private async effective(member: Member, listed: readonly string[] | null): Promise<string[]> {
    return [...this.permissions.of(listed, await this.roles.permissionsOf(member))];
  }
}

function wrongOf(
  name: string,
  values: readonly string[] | null,
  isWrong: (value: string) => boolean,
  detail: string,
): { readonly pointer: string; readonly detail: string }[] {
  return (values ?? []).flatMap((value, index) =>
    isWrong(value) ? [{ pointer: `/${name}/${index}`, detail }] : [],
  );
}
