import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '../../persistence/ports.js';

export class CreateTurns1763700000071 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'turns', { primary: ['slot'], columns: { slot: column.integer() } });
    const slots = Array.from({ length: 256 }, (_, slot) => `(${slot})`);
    await runner.query(`INSERT INTO turns (slot) VALUES ${slots.join(', ')}`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
