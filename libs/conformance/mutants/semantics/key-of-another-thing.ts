import {
  Action,
  defineJob,
  defineResource,
  Feature,
  Found,
  Identifier,
  Instant,
  Jobs,
  ResourceController,
  Text,
} from '@keelson/kernel';
import { JobProcessor, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'key-of-another-thing',
  mistake:
    'A job about a row is deduplicated by the number of the customer: of two crates of one customer, the second is never billed.',
  caughtBy: 'semantics/job-swallowed',
  build: (broken) => {
    @Entity('crates')
    class Crate extends Item {
      @Text({ max: 32, example: 'C-1001' })
      customerNumber!: string;
    }

    class CrateToBill {
      @Identifier()
      crateId!: string;

      @Instant()
      since!: Date;
    }
    const billCrate = defineJob('crates.bill', CrateToBill);

    @JobProcessor(billCrate)
    class BillCrate {
      run(_crate: CrateToBill): Promise<void> {
        return Promise.resolve();
      }
    }

    const crates = defineResource({
      ...usual,
      path: 'crates',
      entity: Crate,
      view: [...usual.view, 'customerNumber'],
      create: [...usual.create, 'customerNumber'],
      permissions: { ...usual.permissions, bill: 'Have a crate billed' },
    });

    @ResourceController(crates)
    class CratesController {
      constructor(private readonly jobs: Jobs) {}

      @Action(crates, 'bill')
      async bill(@Found() crate: Crate): Promise<Crate> {
        await this.jobs.enqueue(
          billCrate,
          { crateId: crate.id, since: new Date() },
          { notBefore: new Date(Date.now() + 60_000), deduplicate: broken ? crate.customerNumber : crate.id },
        );
        return crate;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [crates] }, migrations(migrationFor(crates)))],
      controllers: [CratesController],
      providers: [BillCrate],
    })
    class CratesModule {}
    return CratesModule;
  },
});
