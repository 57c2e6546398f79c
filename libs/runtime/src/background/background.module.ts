import { Module } from '@nestjs/common';
import { RuntimeModule } from '../runtime/ports.js';
import { BackgroundLoops } from './background-loops.js';
import { GracefulStop } from './graceful-stop.js';

/** What a process does by itself, and how it ends. Not global: Nest ends modules that are not before those that are. */
@Module({
  imports: [RuntimeModule],
  providers: [BackgroundLoops, GracefulStop],
  exports: [BackgroundLoops, GracefulStop],
})
export class BackgroundModule {}
