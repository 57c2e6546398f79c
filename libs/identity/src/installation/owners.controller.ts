import {
  AllowOperator,
  Fails,
  GateWithin,
  Identifier,
  Input,
  isUuid,
  notFound,
  Operation,
  validationFailed,
} from '@keelson/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { beingDeleted, PresentRights, tooManyMembers, tooManyOrganizations } from '@keelson/organizations';
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
  @GateWithin(PresentRights)
  @Fails(notFound, unprovenOwner, beingDeleted, tooManyMembers, tooManyOrganizations)
  @ApiOperation({
    operationId: 'make-organization-owner',
    summary: 'Make a user an owner of an organization',
    description:
      'Use this if the owners can no longer sign in. If the user is not a member, adds them to the organization. Removes owners whose accounts are closed; other owners stay. Recorded in the audit logs of the organization and the installation.',
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
