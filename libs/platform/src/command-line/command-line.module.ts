import { Feature } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { auditVerifyCommand } from './audit-verify.command.js';
import { commands, commandsPoint } from './commands-point.js';
import { migrateCommand } from './migrate.command.js';
import { routesCommand } from './routes.command.js';
import { whoCanCommand } from './who-can.command.js';

/** The commands of the platform, and the place for those of other packages. A server runs none of this. */
@Module({
  imports: [
    Feature.declare(
      { points: [commandsPoint] },
      commands(routesCommand, whoCanCommand, migrateCommand, auditVerifyCommand),
    ),
  ],
})
export class CommandLineModule {}
