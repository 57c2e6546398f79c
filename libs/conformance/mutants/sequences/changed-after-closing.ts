import { Action, defineResource, Feature, Found, ResourceController } from '@keelson/kernel';
import { frozen, invariants, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'changed-after-closing',
  mistake: 'What was closed can still be changed.',
  caughtBy: 'sequences/frozen',
  build: (broken) => {
    @Entity('invoices')
    class Invoice extends Item {}

    const invoices = defineResource({
      ...usual,
      path: 'invoices',
      entity: Invoice,
      update: ['name', 'quantity', 'remark'],
      ...(broken ? {} : { editableIn: ['open'] }),
      permissions: { ...usual.permissions, update: 'Change one', close: 'Close one' },
    });

    @ResourceController(invoices)
    class InvoicesController {
      @Action(invoices, 'close', { from: 'open', to: 'closed' })
      close(@Found() invoice: Invoice): Invoice {
        return invoice;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [invoices] },
          invariants(frozen(Invoice, ['name', 'quantity'], ['closed'])),
          migrations(migrationFor(invoices)),
        ),
      ],
      controllers: [InvoicesController],
    })
    class InvoicesModule {}
    return InvoicesModule;
  },
});
