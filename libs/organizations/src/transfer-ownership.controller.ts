import {
  Allow,
  currentCaller,
  Fails,
  GateWithin,
  InjectStore,
  isUuid,
  notFound,
  Operation,
  validationFailed,
  wrongState,
  type Store,
} from '@keelson/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Member } from './member.entity.js';
import { notAPerson } from './members.errors.js';
import { Members } from './members.js';
import { PresentRights } from './present-rights.js';

/** Hands an organization over. */
@ApiTags('members')
@Controller('v1/members')
export class TransferOwnershipController {
  constructor(
    @InjectStore(Member) private readonly store: Store<Member>,
    private readonly members: Members,
  ) {}

  @Post(':id/transfer-ownership')
  @HttpCode(204)
  @Allow('members:transfer-ownership')
  @Operation('members:transfer-ownership')
  @GateWithin(PresentRights)
  @Fails(notFound, wrongState, notAPerson)
  @ApiOperation({
    operationId: 'transfer-ownership',
    summary: 'Transfer the ownership of the organization',
    description: 'Makes another member an owner of the organization, and makes you an admin.',
  })
  @ApiNoContentResponse({ description: 'The member is an owner.' })
  async transfer(@Param('id') id: string): Promise<void> {
    if (!isUuid(id)) throw validationFailed({ errors: [{ parameter: 'id', detail: 'must be a UUID' }] });
    const { memberId } = currentCaller();
    await this.store.get(id.toLowerCase());
    // Both at once, in the order of their ids, so that two transfers cannot wait for each other.
    const rows = await this.store.lock([id.toLowerCase(), ...(memberId === null ? [] : [memberId])]);
    const next = rows.find((row) => row.id === id.toLowerCase());
    if (next?.status !== 'active') throw wrongState({ detail: 'The member was removed.' });
    if (next.kind === 'service') throw notAPerson();
    const own = rows.find((row) => row.id === memberId && row !== next && row.isOwner);
    next.give({ role: 'owner' });
    own?.give({ role: 'admin' });
    await this.store.saveMany(own ? [next, own] : [next]);
    for (const row of own ? [next, own] : [next]) await this.members.changed(row);
  }
}
