import { AllowOperator, Fails, GateWithin, Input, idOf, notFound, Operation } from '@keelson/kernel';
import { PresentRights } from '@keelson/organizations';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { User } from '../user.entity.js';
import { FoundUsers, UserSearch, type InstallationUser } from './installation-users.bodies.js';
import { OperatedUsers } from './operated-users.js';

@ApiTags('installation')
@Controller('v1/installation/users')
export class InstallationUsersController {
  constructor(private readonly users: OperatedUsers) {}

  @Post('find')
  @HttpCode(200)
  @AllowOperator('installation-users:find')
  @Operation('installation-users:find')
  @ApiOperation({
    operationId: 'find-users',
    summary: 'Find users',
    description:
      "Finds a user by id, or all accounts with an email address. The installation's audit log records each user in the response. The address is in the body because URLs are logged.",
  })
  @ApiOkResponse({ type: FoundUsers, description: 'The users; empty if there are none.' })
  async find(@Input() search: UserSearch): Promise<FoundUsers> {
    return { data: (await this.users.find(search.user)).map((user) => shown(user)) };
  }

  @Post(':id/end-sessions')
  @HttpCode(204)
  @AllowOperator('installation-users:end-sessions')
  @Operation('installation-users:end-sessions')
  @GateWithin(PresentRights)
  @Fails(notFound)
  @ApiOperation({
    operationId: 'end-user-sessions',
    summary: 'End all sessions of a user',
    description: "Within a second, all processes reject the user's tokens. The user must sign in again.",
  })
  @ApiNoContentResponse({ description: 'All sessions of the user have ended.' })
  endSessions(@Param('id') id: string): Promise<void> {
    return this.users.endSessions(idOf(id));
  }
}

export function shown({ id, email, name, isProven, createdAt, closedAt }: User): InstallationUser {
  return { id, email, name, isProven, createdAt, closedAt };
}
