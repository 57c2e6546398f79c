import { Feature, Operations, ResourceReader } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { BackgroundModule } from '../background/ports.js';
import { InputProof } from './input-proof.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { CreateSearchWords1763700000004 } from '../persistence/ports.js';
import { CreateIdempotencyKeys1763700000003 } from './migrations/1763700000003-create-idempotency-keys.js';
import { OperationRunner } from './operation-runner.js';
import { ReferenceChecker } from './reference-checker.js';
import { ResourceAnswers } from './resource-answers.js';

/** Writes as operations, with their audit entries, events and idempotency keys; reads as views. */
@Global()
@Module({
  imports: [
    BackgroundModule,
    Feature.declare({ migrations: [CreateIdempotencyKeys1763700000003, CreateSearchWords1763700000004] }),
  ],
  providers: [
    InputProof,
    IdempotencyKeys,
    ReferenceChecker,
    OperationRunner,
    ResourceAnswers,
    { provide: Operations, useExisting: OperationRunner },
    { provide: ResourceReader, useExisting: ResourceAnswers },
  ],
  exports: [Operations, ReferenceChecker, ResourceReader],
})
export class OperationsModule {}
