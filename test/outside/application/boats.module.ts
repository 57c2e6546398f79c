import { Feature } from '@keelson/kernel';
import { migrations } from '@keelson/sql';
import { Module } from '@nestjs/common';
import { CreateBoats1765000000000 } from './1765000000000-create-boats.js';
import { BoatsController } from './boats.controller.js';
import { boats } from './boats.resource.js';

@Module({
  imports: [Feature.declare({ resources: [boats] }, migrations(CreateBoats1765000000000))],
  controllers: [BoatsController],
})
export class BoatsModule {}
