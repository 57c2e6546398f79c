import {
  currentCaller,
  FeatureRegistry,
  FoundBy,
  Input,
  InjectStore,
  namedOnly,
  Operation,
  SignedIn,
  type Store,
} from '@keelson/kernel';
import { Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Members, OrganizationsService } from '@keelson/organizations';
import { Me, Myself } from './me.body.js';
import { ChangeMe } from './my-account.input.js';
import { User } from './user.entity.js';

@ApiTags('auth')
@Controller('v1/me')
export class MeController {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly organizations: OrganizationsService,
    private readonly members: Members,
    private readonly registry: FeatureRegistry,
  ) {}

  @Get()
  @SignedIn('every user may read their own account')
  @Operation('me:read', { reads: true })
  @ApiOperation({
    operationId: 'read-me',
    summary: 'Get the current user',
    description:
      "Returns the current user, the organization that the token is bound to, and the user's permissions in that organization.",
  })
  @ApiOkResponse({ type: Me, description: 'The current user.' })
  async read(): Promise<Me> {
    const caller = currentCaller();
    const [user, organizations] = await Promise.all([
      this.users.get(caller.userId),
      this.organizations.of(caller.userId),
    ]);
    const current = organizations.find(({ id }) => id === caller.organizationId);
    return {
      user: this.shown(user),
      organization: { id: caller.organizationId ?? '', name: current?.name ?? '' },
      member: { id: caller.memberId ?? '' },
      role: caller.role ?? '',
      permissions: caller.listPermissions(),
      organizations: organizations.map(({ id, name, role }) => ({ id, name, role })),
    };
  }

  @Patch()
  @SignedIn('every user may change their own name, language and time zone')
  @Operation('me:update')
  @ApiOperation({
    operationId: 'update-me',
    summary: 'Change your name, language or time zone',
    description:
      'Changes the fields in the body; other fields keep their values. A new name appears in all your organizations.',
  })
  @ApiOkResponse({ type: Myself, description: 'Your account after the change.' })
  async update(
    @FoundBy(() => currentCaller().userId) user: User,
    @Input() changes: ChangeMe,
  ): Promise<Myself> {
    const before = user.name;
    Object.assign(user, readChanges(changes));
    this.registry.extensionsOf(User).change(user, changes);
    await this.users.save(user);
    if (user.name !== before)
      await this.members.update({ userId: user.id, name: user.name, email: user.email });
    return this.shown(user);
  }

  private shown(user: User): Myself {
    const { id, email, name, locale, timeZone, isProven } = user;
    const added = this.registry.extensionsOf(User).shown(user);
    return { id, email, name, locale, timeZone, addressProven: isProven, ...added };
  }
}

function readChanges(changes: ChangeMe): Partial<Pick<User, 'name' | 'locale' | 'timeZone'>> {
  const { name, locale, timeZone } = namedOnly(changes);
  return {
    ...(typeof name === 'string' && { name }),
    ...(locale !== undefined && { locale: locale && (Intl.getCanonicalLocales(locale)[0] ?? null) }),
    ...(timeZone !== undefined && { timeZone }),
  };
}
