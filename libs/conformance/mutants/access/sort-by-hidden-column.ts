import {
  Allow,
  currentOrganizationId,
  defineResource,
  Feature,
  Integer,
  ResourceController,
  validationFailed,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'sort-by-hidden-column',
  mistake: 'A ranking can be sorted by any column, so its order tells what no view shows.',
  caughtBy: 'access/hidden-column-sorted',
  build: (broken) => {
    @Entity('bidders')
    class Bidder extends Item {
      /** Sealed until the auction ends. */
      @Integer({ max: 1_000, example: 5 })
      bid!: number;
    }

    const bidders = defineResource({
      ...usual,
      path: 'bidders',
      entity: Bidder,
      create: [...usual.create, 'bid'],
    });

    @ResourceController(bidders)
    class BiddersController {}

    @Controller('v1/bidder-rankings')
    class BidderRankingsController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('bidders:read')
      @ApiQuery({ name: 'sort', required: false, schema: { type: 'string', enum: ['name', 'quantity'] } })
      @described('read-bidder-ranking', listOf(exactly({ name: text })))
      async rank(@Query('sort') sort = 'name'): Promise<{ data: { name: string }[] }> {
        const allowed = broken ? ['name', 'quantity', 'bid', 'remark'] : ['name', 'quantity'];
        if (!allowed.includes(sort))
          throw validationFailed({
            detail: 'The query is not valid.',
            errors: [{ parameter: 'sort', detail: 'is not a field to sort by' }],
          });
        const data = await this.database.read<{ name: string }>(
          `SELECT name FROM bidders WHERE organization_id = ? ORDER BY ${sort}, id LIMIT 50`,
          [currentOrganizationId()],
        );
        return { data };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [bidders] },
          migrations(
            migrationFor(bidders, {
              more: ['name', 'quantity', ...(broken ? ['bid'] : [])].map((column) => [
                'organization_id',
                column,
                'id',
              ]),
            }),
          ),
        ),
      ],
      controllers: [BiddersController, BidderRankingsController],
    })
    class BiddersModule {}
    return BiddersModule;
  },
});
