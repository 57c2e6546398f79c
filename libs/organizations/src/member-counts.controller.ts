import { AllowOperator, Input, Operation } from '@keelson/kernel';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CountedOrganizations, MemberCountList, MemberCounts } from './member-counts.js';

@ApiTags('installation')
@Controller('v1/installation/organizations')
export class MemberCountsController {
  constructor(private readonly counts: MemberCounts) {}

  @Post('count-members')
  @HttpCode(200)
  @AllowOperator('installation-organizations:read')
  @Operation('installation-organizations:count-members', { reads: true })
  @ApiOperation({
    operationId: 'count-organization-members',
    summary: 'Count the members of organizations',
    description:
      'Returns how many people and service accounts belong to each organization now, in the order of the ids. An unknown id has none.',
  })
  @ApiOkResponse({ type: MemberCountList, description: 'The number of members of each organization.' })
  async count(@Input() { organizationIds }: CountedOrganizations): Promise<MemberCountList> {
    return { data: await this.counts.of(organizationIds.map((id) => id.toLowerCase())) };
  }
}
