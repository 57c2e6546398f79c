import { Feature } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { BerthsController } from './berths.controller.js';
import { berths } from './berths.resource.js';
import { CreateBerths1764000000001 } from './migrations/1764000000001-create-berths.js';

@Module({
  imports: [Feature.declare({ resources: [berths], migrations: [CreateBerths1764000000001] })],
  controllers: [BerthsController],
})
export class BerthsModule {}
