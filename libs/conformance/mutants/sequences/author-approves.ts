import {
  Action,
  currentCaller,
  defineError,
  defineResource,
  Feature,
  Found,
  Identifier,
  InjectStore,
  Input,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { invariants, migrations, notBy } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';
const notYours = defineError('expenses.own_report', 'forbidden', 'Somebody else must approve it');
export default mutant({
  name: 'author-approves',
  mistake: 'Who has written an expense may approve it.',
  caughtBy: 'sequences/not-by',
  build: (broken) => {
    @Entity('expenses')
    class Expense extends Item {
      @Identifier()
      writtenBy!: string;

      @Identifier({ optional: true })
      approvedBy!: string | null;
    }

    const expenses = defineResource({
      ...usual,
      path: 'expenses',
      entity: Expense,
      view: [...usual.view, 'writtenBy', 'approvedBy'],
      permissions: { ...usual.permissions, approve: 'Approve one' },
    });

    @ResourceController(expenses)
    class ExpensesController {
      constructor(@InjectStore(Expense) private readonly rows: Store<Expense>) {}

      create(@Input() input: Pick<Expense, 'name' | 'quantity' | 'remark'>): Promise<Expense> {
        return this.rows.insert({ ...input, writtenBy: currentCaller().userId });
      }

      @Action(expenses, 'approve', { from: 'open', to: 'closed', fails: [notYours] })
      approve(@Found() expense: Expense): Expense {
        const { userId } = currentCaller();
        if (!broken && expense.writtenBy === userId) throw notYours({ detail: 'You have written it.' });
        return Object.assign(expense, { approvedBy: userId });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [expenses] },
          invariants(notBy(Expense, 'approvedBy', 'writtenBy')),
          migrations(migrationFor(expenses)),
        ),
      ],
      controllers: [ExpensesController],
    })
    class ExpensesModule {}
    return ExpensesModule;
  },
});
