import { Feature } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { CommandLineModule, commands } from '@keelson/sql/ports';
import { preparation } from '@keelson/rest/ports';
import { ApiDocument } from './api-document.js';
import { routesCommand } from './commands/routes.command.js';
import { whoCanCommand } from './commands/who-can.command.js';
import { ConsoleAssets } from './console/console-assets.js';
import { ConsoleController } from './console/console.controller.js';
import { ConsoleNotice } from './console/console.notice.js';
import { OpenApiController } from './open-api.controller.js';
import { publishInTime } from './publish-document.js';

/** The document and its console, published with every application that imports it. */
@Module({
  imports: [
    CommandLineModule,
    Feature.declare({}, commands(routesCommand, whoCanCommand), preparation(publishInTime)),
  ],
  controllers: [OpenApiController, ConsoleController],
  providers: [ApiDocument, ConsoleAssets, ConsoleNotice],
  exports: [ApiDocument],
})
export class OpenApiModule {}
