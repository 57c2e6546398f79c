import { AllowOperator, Fails, idOf, notFound } from '@keelson/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MemberCount, MemberCounts } from './member-counts.js';

@ApiTags('installation')
@Controller('v1/installation/organizations')
export class MemberCountsController {
  constructor(private readonly counts: MemberCounts) {}

  @Get(':id/member-count')
  @AllowOperator('installation-organizations:read')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'get-organization-member-count',
    summary: 'Count the members of an organization',
    description:
      'Returns how many people and service accounts belong to the organization now. Closed accounts are not counted.',
  })
  @ApiOkResponse({ type: MemberCount, description: 'The number of members.' })
  async count(@Param('id') id: string): Promise<MemberCount> {
    const organizationId = idOf(id);
    const [counted] = await this.counts.of([organizationId]);
    if (!counted) throw notFound();
    return counted;
  }
}
