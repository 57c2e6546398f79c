import {
  currentCaller,
  Fails,
  GateWithin,
  InjectStore,
  Operation,
  SignedIn,
  type Store,
} from '@keelson/kernel';
import { ServerClock } from '@keelson/sql';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Member } from './member.entity.js';
import { lastOwner } from './members.errors.js';
import { MemberRemoved } from './members.events.js';
import { Members } from './members.js';
import { Ownership } from './ownership.js';
import { PresentRights } from './present-rights.js';

/** What members do about their own place in the organization of the token. */
@ApiTags('members')
@Controller('v1')
export class OwnMembershipController {
  constructor(
    @InjectStore(Member) private readonly store: Store<Member>,
    private readonly all: Members,
    private readonly ownership: Ownership,
    private readonly clock: ServerClock,
  ) {}

  @Post('me/leave')
  @HttpCode(204)
  @SignedIn('every member may leave')
  @Operation('members:leave')
  @GateWithin(PresentRights)
  @Fails(lastOwner)
  @ApiOperation({
    operationId: 'leave-organization',
    summary: 'Leave the organization',
    description:
      'Ends your membership in the organization that the token is bound to. Within a second, your tokens for it stop working. The last owner cannot leave.',
  })
  @ApiNoContentResponse({ description: 'You are no longer a member.' })
  async leave(): Promise<void> {
    const own = await this.all.lockOwn(currentCaller());
    await this.ownership.giveUp(own);
    own.leave(this.clock.now());
    await this.store.save(own, MemberRemoved);
    await this.all.changed(own);
  }
}
