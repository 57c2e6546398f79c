import {
  idOf,
  AllowOperator,
  alreadyExists,
  Fails,
  GateWithin,
  Identifier,
  Instant,
  ListOf,
  Operation,
} from '@keelson/kernel';
import { PresentRights } from '@keelson/organizations';
import { Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Operator } from './operator.entity.js';
import { mostOperators, Operators, ownRevocation, tooManyOperators, unprovenOperator } from './operators.js';

/** An operator of the installation. */
export class OperatorReport {
  @Identifier({
    description:
      'Id of the user, from GET /v1/me. Identify operators by id, because several accounts can have the same unverified email address.',
  })
  userId!: string;

  @Instant({ description: 'When the user became an operator.' })
  createdAt!: Date;
}

export class OperatorList {
  @ListOf(() => OperatorReport, { max: mostOperators })
  data!: OperatorReport[];
}

const userParameter = {
  name: 'userId',
  description: 'Id of the user, from GET /v1/me.',
  schema: { type: 'string', format: 'uuid' },
} as const;

@ApiTags('installation')
@Controller('v1/installation/operators')
export class OperatorsController {
  constructor(private readonly operators: Operators) {}

  @Get()
  @AllowOperator('installation-operators:read')
  @Operation('installation-operators:list', { reads: true })
  @ApiOperation({
    operationId: 'list-operators',
    summary: 'List operators',
    description: `Returns all operators, at most ${mostOperators}.`,
  })
  @ApiOkResponse({ type: OperatorList, description: 'The operators.' })
  async list(): Promise<OperatorList> {
    return { data: (await this.operators.list()).map((one) => reported(one)) };
  }

  @Put(':userId')
  @AllowOperator('installation-operators:grant')
  @Operation('installation-operators:grant')
  @GateWithin(PresentRights)
  @Fails(alreadyExists, unprovenOperator, tooManyOperators)
  @ApiOperation({
    operationId: 'grant-operator',
    summary: 'Make a user an operator',
    description:
      "The user's email address must be verified. To act as an operator, the user must sign in again with the scope `installation`. The user's permissions in organizations do not change.",
  })
  @ApiParam(userParameter)
  @ApiOkResponse({ type: OperatorReport, description: 'The user is an operator.' })
  async grant(@Param('userId') userId: string): Promise<OperatorReport> {
    return reported(await this.operators.grant(idOf(userId, 'userId')));
  }

  @Delete(':userId')
  @HttpCode(204)
  @AllowOperator('installation-operators:revoke')
  @Operation('installation-operators:revoke')
  @GateWithin(PresentRights)
  @Fails(ownRevocation, unprovenOperator)
  @ApiOperation({
    operationId: 'revoke-operator',
    summary: 'Revoke operator access',
    description: "Within a second, all processes reject the user's operator tokens.",
  })
  @ApiParam(userParameter)
  @ApiNoContentResponse({ description: 'The user is no longer an operator.' })
  revoke(@Param('userId') userId: string): Promise<void> {
    return this.operators.revoke(idOf(userId, 'userId'));
  }
}

function reported({ userId, createdAt }: Operator): OperatorReport {
  return { userId, createdAt };
}
