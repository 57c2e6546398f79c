import { Feature } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { commands, commandsPoint } from './commands-point.js';
import { migrateCommand } from './migrate.command.js';
import { unusedColumnsCommand } from './unused-columns.command.js';

/** The place for the commands of packages. A server runs none of them. */
@Module({
  imports: [Feature.declare({ points: [commandsPoint] }, commands(migrateCommand, unusedColumnsCommand))],
})
export class CommandLineModule {}
