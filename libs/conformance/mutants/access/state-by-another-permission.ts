import {
  Action,
  Allow,
  currentCaller,
  defineResource,
  everything,
  Feature,
  Found,
  Identifier,
  Input,
  InjectStore,
  Operation,
  OrganizationRow,
  PickFields,
  ResourceController,
  State,
  Text,
  where,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, migrationFor, mutant, whole } from '../authoring/index.js';

export default mutant({
  name: 'state-by-another-permission',
  mistake:
    'Claims of a trip are granted all at once by those who may hand one in, since the route asks for that permission.',
  caughtBy: 'access/state-without-permission',
  build: (broken) => {
    @Entity('claims')
    class Claim extends OrganizationRow {
      @Identifier()
      claimantId!: string;

      @Text({ max: 60, example: 'Oslo in May' })
      trip!: string;

      @State(['noted', 'handed-in', 'granted'])
      status!: string;
    }

    class NewClaim extends PickFields(Claim, ['trip']) {}

    const claims = defineResource({
      path: 'claims',
      entity: Claim,
      tenancy: 'organization',
      description: 'What trips have cost.',
      view: ['id', 'claimantId', 'trip', 'status', 'version', 'createdAt'],
      visible: ({ caller }) =>
        caller.can('claims:grant') ? everything : where({ claimantId: caller.userId }),
      list: { filter: ['trip'], sort: ['createdAt'] },
      create: NewClaim,
      permissions: {
        read: 'See one’s own claims',
        create: 'Note a claim',
        'hand-in': 'Hand a claim in',
        grant: 'Grant claims',
      },
      members: ['read', 'create', 'hand-in'],
    });

    @ResourceController(claims)
    class ClaimsController {
      constructor(@InjectStore(Claim) private readonly rows: Store<Claim>) {}

      create(@Input() input: NewClaim): Promise<Claim> {
        return this.rows.insert({ ...input, claimantId: currentCaller().userId });
      }

      @Action(claims, 'hand-in', { from: 'noted', to: 'handed-in' })
      handIn(@Found() claim: Claim): Claim {
        return claim;
      }

      @Action(claims, 'grant', { from: 'handed-in', to: 'granted' })
      grant(@Found() claim: Claim): Claim {
        return claim;
      }
    }

    class GrantedTrip extends PickFields(Claim, ['trip']) {}

    @Controller('v1/granted-trips')
    class GrantedTripsController {
      constructor(@InjectStore(Claim) private readonly rows: Store<Claim>) {}

      @Post()
      @HttpCode(200)
      @Allow(broken ? 'claims:hand-in' : 'claims:grant')
      @Operation('claims:grant-trip')
      @ApiBody({ type: GrantedTrip })
      @described('grant-trip', exactly({ granted: whole }))
      async grant(@Input() { trip }: GrantedTrip): Promise<{ granted: number }> {
        const found = await this.rows.find({ trip, status: 'handed-in' }, { limit: 200 });
        const locked = await this.rows.lock(found.map(({ id }) => id));
        const open = locked.filter(({ status }) => status === 'handed-in');
        for (const claim of open) await this.rows.save(Object.assign(claim, { status: 'granted' }));
        return { granted: open.length };
      }
    }

    const migration = migrationFor(claims, {
      more: [['organization_id', 'claimant_id', 'created_at', 'id']],
    });

    @Module({
      imports: [Feature.declare({ resources: [claims] }, migrations(migration))],
      controllers: [ClaimsController, GrantedTripsController],
    })
    class ClaimsModule {}
    return ClaimsModule;
  },
});
