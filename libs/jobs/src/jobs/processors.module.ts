import { Global, Module } from '@nestjs/common';
import { WorkerCount } from '../queue/ports.js';
import { ProcessorRegistry } from './processor-registry.js';

/** What processes jobs in this application: known before the queue is connected to. */
@Global()
@Module({
  providers: [ProcessorRegistry, { provide: WorkerCount, useExisting: ProcessorRegistry }],
  exports: [ProcessorRegistry, WorkerCount],
})
export class ProcessorsModule {}
