import {
  Allow,
  Fails,
  Input,
  isUuid,
  notFound,
  Operation,
  Prepare,
  Prepared,
  Public,
  validationFailed,
  wrongState,
} from '@keelson/kernel';
import { ExactLimit } from '@keelson/rest';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { beingDeleted, closedByOperator, notAnOwner } from '@keelson/organizations';
import { wrongPassword, type CheckedAccount } from '../passwords.js';
import { byNetwork } from '../sign-in-limits.js';
import { CloseOrganization, ResumeOrganization } from './closing.input.js';
import { ClosingPreparation, OrganizationClosing, ResumptionPreparation } from './organization-closing.js';

/** What owners do about the end of their organization. */
@ApiTags('organizations')
@Controller('v1')
export class OrganizationClosingController {
  constructor(private readonly closing: OrganizationClosing) {}

  @Post('organizations/:id/close')
  @HttpCode(204)
  @Allow('organizations:close')
  @Operation('organizations:close')
  @Prepare(ClosingPreparation)
  @Fails(wrongPassword, notFound, notAnOwner, wrongState)
  @ApiOperation({
    operationId: 'close-own-organization',
    summary: 'Close your organization',
    description:
      'For owners. Within a second, all tokens and keys of the organization stop working, and its jobs and event deliveries wait. Its data is deleted after CLOSED_ORGANIZATION_DAYS; before that, an owner can resume it. All owners get an email.',
  })
  @ApiBody({ type: CloseOrganization })
  @ApiNoContentResponse({ description: 'The organization is closed.' })
  async close(
    @Param('id') id: string,
    @Input() { reason }: CloseOrganization,
    @Prepared() account: CheckedAccount | null,
  ): Promise<void> {
    if (!isUuid(id)) throw validationFailed({ errors: [{ parameter: 'id', detail: 'must be a UUID' }] });
    await this.closing.close(account, id.toLowerCase(), reason);
  }

  @Post('auth/resume-organization')
  @HttpCode(204)
  @Public('a closed organization has no tokens; the password identifies the caller')
  @ExactLimit(byNetwork('resume-organization', 1))
  @Operation('auth:resume-organization')
  @Prepare(ResumptionPreparation)
  @Fails(wrongPassword, notFound, wrongState, closedByOperator, beingDeleted)
  @ApiOperation({
    operationId: 'resume-own-organization',
    summary: 'Resume your organization',
    description:
      'For owners, who authenticate with email address and password. Resumes an organization that an owner closed, unless its data is already being deleted. If an operator closed it, ask an operator. All owners get an email.',
  })
  @ApiBody({ type: ResumeOrganization })
  @ApiNoContentResponse({ description: 'The organization is active again.' })
  async resume(
    @Input() { organizationId }: ResumeOrganization,
    @Prepared() account: CheckedAccount | null,
  ): Promise<void> {
    await this.closing.resume(account, organizationId.toLowerCase());
  }
}
