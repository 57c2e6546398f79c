import { Feature, settings } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { BoatsController } from './boats.controller.js';
import { boats } from './boats.resource.js';
import { BoatsSettings } from './boats.settings.js';
import { CreateBoats1771000000001 } from './migrations/1771000000001-create-boats.js';

@Module({
  imports: [
    Feature.declare({ resources: [boats] }, settings(BoatsSettings), migrations(CreateBoats1771000000001)),
  ],
  controllers: [BoatsController],
})
export class BoatsModule {}
