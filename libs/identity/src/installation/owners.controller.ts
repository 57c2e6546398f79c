import {
  AllowOperator,
  Fails,
  Identifier,
  Input,
  isUuid,
  notFound,
  Operation,
  validationFailed,
} from '@keelson/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { beingDeleted, tooManyMembers, tooManyOrganizations } from '@keelson/organizations';
import { Owners, unprovenOwner } from './owners.js';

export class OwnerToBeMade {
  @Identifier({ description: 'Id of the user, from GET /v1/me.' })
  userId!: string;
}

@ApiTags('installation')
@Controller('v1/installation/organizations')
export class OwnersController {
  constructor(private readonly owners: Owners) {}

  @Post(':id/make-owner')
  @HttpCode(204)
  @AllowOperator('installation-organizations:make-owner')
  @Operation('installation-organizations:make-owner')
  @Fails(notFound, unprovenOwner, beingDeleted, tooManyMembers, tooManyOrganizations)
  @ApiOperation({
    operationId: 'make-organization-owner',
    summary: 'Make a user an owner of an organization',
    description:
      'For an organization whose owners can no longer sign in. A user who is not a member becomes one. Owners whose account has ended are removed; others stay. Recorded in the audit logs of the organization and of the installation.',
  })
  @ApiNoContentResponse({ description: 'The user is an owner.' })
  makeOwner(@Param('id') id: string, @Input() { userId }: OwnerToBeMade): Promise<void> {
    if (!isUuid(id))
      throw validationFailed({
        detail: 'The id in the path is not a UUID.',
        errors: [{ parameter: 'id', detail: 'must be a UUID' }],
      });
    return this.owners.make(id.toLowerCase(), userId.toLowerCase());
  }
}
