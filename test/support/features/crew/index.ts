import { Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { DutiesController, SailorsController } from './crew.controllers.js';
import { duties, sailors } from './crew.resources.js';
import { CreateCrew1764000000003 } from './migrations/1764000000003-create-crew.js';

@Module({
  imports: [Feature.declare({ resources: [sailors, duties] }, migrations(CreateCrew1764000000003))],
  controllers: [SailorsController, DutiesController],
})
export class CrewModule {}
