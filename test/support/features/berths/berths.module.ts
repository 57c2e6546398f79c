import { Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { BoatLaunched } from './boat.entity.js';
import { BerthsController } from './berths.controller.js';
import { BoatsController } from './boats.controller.js';
import { boats } from './boats.resource.js';
import { berths } from './berths.resource.js';
import { CreateBerths1764000000001 } from './migrations/1764000000001-create-berths.js';

@Module({
  imports: [
    Feature.declare(
      { resources: [boats, berths], events: [BoatLaunched] },
      migrations(CreateBerths1764000000001),
    ),
  ],
  controllers: [BoatsController, BerthsController],
})
export class BerthsModule {}
