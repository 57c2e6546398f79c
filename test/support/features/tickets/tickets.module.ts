import { Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { CreateTickets1764000000000 } from './migrations/1764000000000-create-tickets.js';
import { TicketsController } from './tickets.controller.js';
import { tickets } from './tickets.resource.js';

@Module({
  imports: [Feature.declare({ resources: [tickets] }, migrations(CreateTickets1764000000000))],
  controllers: [TicketsController],
})
export class TicketsModule {}
