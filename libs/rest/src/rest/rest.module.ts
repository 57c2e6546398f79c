import { OperationRoutes } from '@keelson/kernel';
import { Global, Module, type NestModule } from '@nestjs/common';
import { HttpModule } from '../http/index.js';
import { RestRoutes } from './rest-routes.js';

/** Operations as routes of Nest's, with requests and answers of HTTP, and the contract of every route. Import it after AccessModule. */
@Global()
@Module({
  imports: [HttpModule],
  providers: [RestRoutes, { provide: OperationRoutes, useExisting: RestRoutes }],
  exports: [OperationRoutes],
})
export class RestModule implements NestModule {
  constructor(private readonly routes: RestRoutes) {}

  /** Nest calls it with the adapter at hand, before it registers routes; never in an application without HTTP. */
  configure(): void {
    this.routes.completeRoutes();
  }
}
