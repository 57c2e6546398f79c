import { Feature, Operations, ResourceReader } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { AuditEntriesController } from '../audit/audit-entries.controller.js';
import { auditEntries } from '../audit/audit-entries.resource.js';
import { CreateAuditEntries1763700000001 } from '../audit/migrations/1763700000001-create-audit-entries.js';
import { InputProof } from './input-proof.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { CreateSearchWords1763700000004 } from '../persistence/migrations/1763700000004-create-search-words.js';
import { CreateIdempotencyKeys1763700000003 } from './migrations/1763700000003-create-idempotency-keys.js';
import { OperationRunner } from './operation-runner.js';
import { ReferenceChecker } from './reference-checker.js';
import { ResourceAnswers } from './resource-answers.js';

/** Writes as operations, with their audit entries, events and idempotency keys; reads as views. */
@Global()
@Module({
  imports: [
    Feature.declare({
      resources: [auditEntries],
      migrations: [
        CreateAuditEntries1763700000001,
        CreateIdempotencyKeys1763700000003,
        CreateSearchWords1763700000004,
      ],
    }),
  ],
  controllers: [AuditEntriesController],
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
