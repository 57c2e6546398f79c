import {
  Action,
  currentCaller,
  defineError,
  defineResource,
  everything,
  Fails,
  Feature,
  Found,
  Identifier,
  InjectStore,
  Input,
  Integer,
  OrganizationRow,
  ResourceController,
  State,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations, samples } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { migrationFor } from '../../../../libs/conformance/mutants/authoring/index.js';

const notYours = defineError('expenses.not_yours', 'forbidden', 'Only its author may submit an expense');
const ownExpense = defineError('expenses.own', 'conflict', 'Somebody else must approve it');
const oddCosts = defineError('expenses.odd_costs', 'unprocessable', 'Net and tax must add up');

@Entity('expenses')
export class Expense extends OrganizationRow {
  @Text({ max: 60, example: 'Paint' })
  purpose!: string;

  @Integer({ min: 0, max: 1_000_000, example: 100 })
  net!: number;

  @Integer({ min: 0, max: 1_000_000, example: 19 })
  tax!: number;

  @Integer({ min: 0, max: 2_000_000, example: 100 })
  total!: number;

  @Identifier({ description: 'Who has written it.' })
  author!: string;

  @State(['draft', 'submitted', 'approved'])
  status!: string;
}

const expenses = defineResource({
  path: 'expenses',
  entity: Expense,
  tenancy: 'organization',
  description: 'What members have paid.',
  view: ['id', 'purpose', 'net', 'tax', 'total', 'author', 'status', 'version', 'createdAt'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt'] },
  create: ['purpose', 'net', 'tax', 'total'],
  permissions: { read: 'See expenses', create: 'Add one', submit: 'Submit one', approve: 'Approve one' },
  members: ['read', 'create', 'submit'],
});

/** Rules about who acts: one that only the author, one that only somebody else may do; and a body that must add up. */
@ResourceController(expenses)
class ExpensesController {
  constructor(@InjectStore(Expense) private readonly store: Store<Expense>) {}

  @Fails(oddCosts)
  create(@Input() input: Pick<Expense, 'purpose' | 'net' | 'tax' | 'total'>): Promise<Expense> {
    if (input.net + input.tax !== input.total) throw oddCosts();
    return this.store.insert({ ...input, author: currentCaller().userId });
  }

  @Action(expenses, 'submit', { from: 'draft', to: 'submitted', fails: [notYours] })
  submit(@Found() expense: Expense): Expense {
    if (expense.author !== currentCaller().userId) throw notYours();
    return expense;
  }

  @Action(expenses, 'approve', { from: 'submitted', to: 'approved' })
  @Fails(ownExpense)
  approve(@Found() expense: Expense): Expense {
    if (expense.author === currentCaller().userId) throw ownExpense();
    return expense;
  }
}

@Module({
  imports: [
    Feature.declare(
      { resources: [expenses] },
      migrations(migrationFor(expenses)),
      samples({ 'expenses:create': () => ({ net: 100, tax: 19, total: 119 }) }),
    ),
  ],
  controllers: [ExpensesController],
})
export class ExpensesModule {}
