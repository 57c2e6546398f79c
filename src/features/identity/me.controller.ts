import { currentCaller, InjectStore, Operation, SignedIn, type Store } from '@keelson/kernel';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OrganizationsService } from '../organizations/index.js';
import { Me } from './me.body.js';
import { User } from './user.entity.js';

@ApiTags('auth')
@Controller('v1/me')
export class MeController {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly organizations: OrganizationsService,
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
      user: { id: user.id, email: user.email, name: user.name },
      organization: { id: caller.organizationId ?? '', name: current?.name ?? '' },
      role: caller.role ?? '',
      permissions: caller.listPermissions(),
      organizations: organizations.map(({ id, name, role }) => ({ id, name, role })),
    };
  }
}
