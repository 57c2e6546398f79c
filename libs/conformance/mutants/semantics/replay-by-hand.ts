import {
  Allow,
  currentCaller,
  defineResource,
  Feature,
  Input,
  InjectStore,
  Operation,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { applyDecorators, Controller, Headers, Module, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, id, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'replay-by-hand',
  mistake:
    'Idempotency by hand: the answer is kept after it was made, so two requests with one key both run.',
  caughtBy: 'semantics/replay-runs-twice',
  build: (broken) => {
    @Entity('pledges')
    class Pledge extends Item {}

    const pledges = defineResource({
      ...usual,
      path: 'pledges',
      entity: Pledge,
    });

    @ResourceController(pledges)
    class PledgesController {}

    class PledgeToMake {
      @Text({ max: 60, example: 'A hundred' })
      name!: string;
    }

    const key = { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' } as const;

    @Controller('v1/quick-pledges')
    class QuickPledgesController {
      private readonly answers = new Map<string, { id: string }>();

      constructor(
        @InjectStore(Pledge) private readonly store: Store<Pledge>,
        private readonly database: Database,
      ) {}

      @Post()
      @Allow('pledges:create')
      @applyDecorators(
        ...(broken
          ? [
              Operation('pledges:make', { secretAnswer: true }),
              ApiHeader({ name: 'Idempotency-Key', schema: key }),
            ]
          : [Operation('pledges:make')]),
      )
      @described('make-pledge', exactly({ id }), { status: 201 })
      async make(
        @Input() pledge: PledgeToMake,
        @Headers('idempotency-key') given?: string,
      ): Promise<{ id: string }> {
        const make = () => this.store.insert({ name: pledge.name, quantity: 1 });
        if (!broken || given === undefined) return { id: (await make()).id };
        const known = this.answers.get(`${currentCaller().userId} ${given}`);
        if (known) return known;
        const answer = { id: (await this.database.transaction(make)).id };
        this.answers.set(`${currentCaller().userId} ${given}`, answer);
        return answer;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [pledges] }, migrations(migrationFor(pledges)))],
      controllers: [PledgesController, QuickPledgesController],
    })
    class PledgesModule {}
    return PledgesModule;
  },
});
