import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '../../persistence/ports.js';

/** Empty but for the moment of a probe. */
export class CreateReadinessProbes1763700000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'readiness_probes', {
      columns: { id: column.id(), content: column.bytes() },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
