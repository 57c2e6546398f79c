import {
  asOrganization,
  defineJob,
  defineResource,
  Feature,
  Identifier,
  ResourceController,
} from '@keelson/kernel';
import { JobProcessor, migrations } from '@keelson/platform';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Module, type OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bullmq';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'bare-processor',
  mistake:
    'A processor of BullMQ itself: nothing validates its payload, and it picks its organization by the job’s word.',
  caughtBy: 'inventory/unknown-background',
  build: (broken) => {
    @Entity('pumps')
    class Pump extends Item {}

    class PumpToOil {
      @Identifier()
      organizationId!: string;
    }
    const oilPump = defineJob('pumps.oil', PumpToOil);

    @JobProcessor(oilPump)
    class OilPump {
      run(_pump: PumpToOil): Promise<void> {
        return Promise.resolve();
      }
    }

    @Processor('pumps.oil')
    class OilPumpAnyhow extends WorkerHost implements OnModuleDestroy {
      override process(job: Job<PumpToOil>): Promise<void> {
        return asOrganization(job.data.organizationId, () => Promise.resolve());
      }

      onModuleDestroy(): Promise<void> {
        return this.worker.close(true);
      }
    }

    const pumps = defineResource({
      ...usual,
      path: 'pumps',
      entity: Pump,
    });

    @ResourceController(pumps)
    class PumpsController {}

    @Module({
      imports: [Feature.declare({ resources: [pumps] }, migrations(migrationFor(pumps)))],
      controllers: [PumpsController],
      providers: [broken ? OilPumpAnyhow : OilPump],
    })
    class PumpsModule {}
    return PumpsModule;
  },
});
