import { facePoint, Feature, Invoker, References, ResourceReader } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../audit/ports.js';
import { conformanceChecksPoint } from './conformance-checks-point.js';
import { FaceProof } from './face-proof.js';
import { BackgroundModule } from '@keelson/runtime/ports';
import { IdempotencyKeys } from './idempotency-keys.js';
import { InvariantsModule } from '@keelson/sql/ports';
import { migrations } from '@keelson/sql/ports';
import { CreateIdempotencyKeys1763700000003 } from './migrations/1763700000003-create-idempotency-keys.js';
import { OperationGates } from './operation-gates.js';
import { OperationInvoker } from './operation-invoker.js';
import { ReferenceChecker } from './reference-checker.js';
import { ResourceAnswers } from './resource-answers.js';
import { SampleProof } from './sample-proof.js';
import { samplesPoint } from './samples-point.js';

/** Writes as operations, with their audit entries, events and idempotency keys; reads as views. */
@Global()
@Module({
  imports: [
    AuditModule,
    BackgroundModule,
    InvariantsModule,
    Feature.declare(
      { points: [facePoint, samplesPoint, conformanceChecksPoint] },
      migrations(CreateIdempotencyKeys1763700000003),
    ),
  ],
  providers: [
    FaceProof,
    SampleProof,
    IdempotencyKeys,
    ReferenceChecker,
    OperationGates,
    OperationInvoker,
    ResourceAnswers,
    { provide: Invoker, useExisting: OperationInvoker },
    { provide: References, useExisting: ReferenceChecker },
    { provide: ResourceReader, useExisting: ResourceAnswers },
  ],
  exports: [Invoker, ReferenceChecker, References, ResourceReader],
})
export class OperationsModule {}
