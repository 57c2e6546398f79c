import { addColumn, column, createIndex, createUnique } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ExtendProducts1770000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const add = (name: string, added: Parameters<typeof addColumn>[3]) =>
      addColumn(runner, 'products', `shipping_${name}`, added);
    await add('weight', column.integer({ optional: true }));
    await add('handling', column.oneOf(16, { default: 'standard' }));
    await add('priority', column.integer({ default: 0 }));
    await add('barcode', column.text(20, { optional: true }));
    await add('barcode_key', column.key(20, { optional: true }));
    await add('contact', column.text(40, { optional: true }));
    await add('gate_code', column.text(40, { optional: true }));
    await add('packer_id', column.reference({ optional: true }));
    const tenant = 'organization_id';
    await createUnique(runner, 'products', [tenant, 'shipping_barcode_key']);
    for (const sort of ['created_at', 'name', 'shipping_priority'])
      await createIndex(runner, 'products', [tenant, 'shipping_handling', sort, 'id']);
    await createIndex(runner, 'products', [tenant, 'shipping_priority', 'id']);
    await createIndex(runner, 'products', [tenant, 'status', 'shipping_priority', 'id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
