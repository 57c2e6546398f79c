import { currentCaller, Flag, InjectStore, Instant, Operation, SignedIn, type Store } from '@keelson/kernel';
import { ServerClock } from '@keelson/platform';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { User } from '@keelson/identity';
import { loyalty } from './loyalty.fields.js';

class Standing {
  @Flag()
  isGold!: boolean;

  @Instant({ optional: true })
  goldSince!: Date | null;
}

/** An operation of the extending module, on rows of the other one. */
@ApiTags('loyalty')
@Controller('v1/loyalty')
export class LoyaltyController {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly clock: ServerClock,
  ) {}

  @Post('upgrade')
  @HttpCode(200)
  @SignedIn('every user may join the program')
  @Operation('loyalty:upgrade')
  @ApiOperation({
    operationId: 'upgrade-loyalty',
    summary: 'Upgrade to gold',
    description: 'Moves you to the gold tier.',
  })
  @ApiOkResponse({ type: Standing, description: 'Your standing.' })
  async upgrade(): Promise<Standing> {
    const [user] = (await this.users.lock([currentCaller().userId])) as [User];
    const standing = loyalty.of(user);
    standing.promote(this.clock.now());
    await this.users.save(user);
    return { isGold: standing.isGold, goldSince: standing.goldSince };
  }
}
