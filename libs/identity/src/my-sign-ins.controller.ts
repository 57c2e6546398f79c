import {
  currentCaller,
  Identifier,
  Instant,
  Integer,
  largestPage,
  ListOf,
  OneOf,
  Operation,
  Params,
  SignedIn,
  Text,
  usualPage,
} from '@keelson/kernel';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { SignInRecord } from './history/sign-in-record.entity.js';
import { SignIns } from './history/sign-ins.js';
import { longestDevice } from './origin.js';

export class MySignInsQuery {
  @Integer({ min: 1, max: largestPage, fallback: usualPage, description: 'Rows per page.' })
  limit!: number;

  @Text({
    max: 22,
    optional: true,
    pattern: /^[A-Za-z0-9_-]{22}$/,
    message: 'must be page.next from the previous page',
    description: '`page.next` from the previous page.',
    example: 'AZXYzgAAcACAAAAAAAAAAA',
  })
  before!: string | null;
}

/** A sign-in, or the refused ones from one network within an hour. */
export class MySignIn {
  @Identifier()
  id!: string;

  @OneOf(['succeeded', 'refused'], {
    description: 'Whether the sign-in succeeded. `refused` means that the password was wrong.',
  })
  outcome!: 'succeeded' | 'refused';

  @Integer({
    min: 1,
    description: 'Number of attempts. Failed attempts are grouped by network and hour.',
    example: 1,
  })
  times!: number;

  @Text({ max: longestDevice, optional: true, description: '`User-Agent` of the client.' })
  device!: string | null;

  @Text({
    max: 64,
    description: 'Address of the client, or the /64 network of an IPv6 address.',
    example: '192.0.2.7',
  })
  network!: string;

  @Instant({ description: 'Time of the last attempt.' })
  lastAt!: Date;
}

export class MySignInsPage {
  @Text({
    max: 22,
    optional: true,
    description: 'Value of `before` for the next page; null on the last page.',
  })
  next!: string | null;

  @Integer({ min: 1, max: largestPage, description: 'Rows per page.', example: 50 })
  limit!: number;
}

export class MySignInList {
  @ListOf(() => MySignIn, { max: largestPage })
  data!: MySignIn[];

  @ApiProperty({ type: () => MySignInsPage, description: 'Where the next page starts.' })
  page!: MySignInsPage;
}

@ApiTags('auth')
@Controller('v1/me')
export class MySignInsController {
  constructor(private readonly signIns: SignIns) {}

  @Get('sign-ins')
  @SignedIn('every user may see the sign-ins to their own account')
  @Operation('me:list-sign-ins', { reads: true })
  @ApiOperation({
    operationId: 'list-my-sign-ins',
    summary: 'List your past sign-ins',
    description:
      'Returns successful and failed sign-ins, newest first. They are kept for 90 days by default (`SIGN_IN_HISTORY_DAYS`).',
  })
  @ApiOkResponse({ type: MySignInList, description: 'Past sign-ins.' })
  async list(@Params() { limit, before }: MySignInsQuery): Promise<MySignInList> {
    const found = await this.signIns.list(currentCaller().userId, limit + 1, before && idOf(before));
    const data = found.slice(0, limit);
    const last = data.at(-1);
    return {
      data: data.map((one) => reported(one)),
      page: { next: found.length > limit && last ? cursorOf(last.id) : null, limit },
    };
  }
}

function reported({ id, outcome, times, device, network, lastAt }: SignInRecord): MySignIn {
  return { id, outcome, times, device, network, lastAt };
}

/** A cursor, not an id: it says where a page ends, and names no row. */
function cursorOf(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function idOf(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
