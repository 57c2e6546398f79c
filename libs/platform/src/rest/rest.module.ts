import { OperationRoutes } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { RestRoutes } from './rest-routes.js';

/** Operations as routes of Nest's, with requests and answers of HTTP. */
@Global()
@Module({
  providers: [RestRoutes, { provide: OperationRoutes, useExisting: RestRoutes }],
  exports: [OperationRoutes],
})
export class RestModule {}
