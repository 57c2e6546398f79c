import { Module } from '@nestjs/common';
import { ApiDocument } from './api-document.js';
import { ConsoleAssets } from './console/console-assets.js';
import { ConsoleController } from './console/console.controller.js';
import { OpenApiController } from './open-api.controller.js';

/** The document and its console. They show what {@link publishDocument} publishes. */
@Module({
  controllers: [OpenApiController, ConsoleController],
  providers: [ApiDocument, ConsoleAssets],
  exports: [ApiDocument],
})
export class OpenApiModule {}
