import {
  accessRuleOf,
  Caller,
  currentContext,
  FeatureRegistry,
  forbidden,
  Invoker,
  isOutcome,
  readInput,
  References,
  ResourceReader,
  RowsOutcome,
  Stores,
  unauthenticated,
  ValueOutcome,
  ViewOutcome,
  type ConcreteType,
  type Invocation,
  type Outcome,
  type Row,
  type Store,
} from '@keelson/kernel';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Database } from '@keelson/sql';
import { named } from '../../libs/sql/src/persistence/failures/index.js';

/** For the specs of http and openapi: the kernel's ports without a server behind them. */

/** The caller is named by the token: `owner` may do everything, `nobody` nothing, `user-<n>` is another owner. */
export class TokenIsRole implements CanActivate {
  constructor(private readonly registry: FeatureRegistry) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = accessRuleOf(context.getClass(), context.getHandler());
    if (rule?.kind === 'public') return true;
    const token = context.switchToHttp().getRequest<FastifyRequest>().headers.authorization?.slice(7);
    if (!token) throw unauthenticated();
    const permissions = this.registry.permissionsOfRole(token === 'nobody' ? 'nobody' : 'owner');
    const caller = new Caller({ userId: token, organizationId: 'organization', role: 'owner', permissions });
    if (rule?.kind === 'permission' && !caller.can(rule.permission)) throw forbidden();
    currentContext().caller = caller;
    return true;
  }
}

const row = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  version: 3,
  sku: 'TEA-1',
  name: 'Green tea',
  description: null,
  price: 1999,
  currency: 'EUR',
  status: 'draft',
  createdAt: new Date('2026-01-31T12:00:00.000Z'),
};

/** Calls the methods of operations with a row that is always there, without a transaction. */
export class FakeInvoker extends Invoker {
  override async invoke({ operation, input, face }: Invocation): Promise<Outcome> {
    const { arguments: plans, handler, verb } = operation;
    const found = Object.assign(Object.create((plans.entity ?? Object).prototype as object) as Row, row);
    const args = [...(face?.given ?? [])];
    for (const { kind, index } of plans.all) {
      if (kind === 'row') args[index] = found;
      if (kind === 'input')
        args[index] = readInput(plans.input as ConcreteType, input, verb === 'update' ? found : undefined);
    }
    const result: unknown = await handler.method.apply(face?.host, args);
    return isOutcome(result) ? result : new ValueOutcome(result);
  }

  override invokeMany(): never {
    throw new Error('The small shop has no import.');
  }
}

export class FakeReferences extends References {
  override check() {
    return Promise.resolve();
  }
}

export class FakeReader extends ResourceReader {
  override list() {
    return Promise.resolve(new RowsOutcome({ data: [row], page: { next: null, limit: 50 } }));
  }
  override read() {
    return Promise.resolve(new ViewOutcome(row, row));
  }
}

export class FakeStores extends Stores {
  override of<T extends Row>(entity: ConcreteType<T>): Store<T> {
    return {
      insert: (values: object) => Promise.resolve(Object.assign(new entity(), row, values)),
      save: (saved: T) => Promise.resolve(saved),
      remove: () => Promise.resolve(),
    } as unknown as Store<T>;
  }
}

/** Counts as the table `rate_windows` would, in one process; can be taken away. */
export class FakeDatabase extends Database {
  readonly dialect = 'postgres';
  down = false;
  /** What a driver says to every statement. */
  fails: Error | null = null;
  statements: string[] = [];
  readonly windows = new Map<unknown, { minute: number; used: number }>();

  override async read<R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    await this.reach(sql);
    const window = this.windows.get(values[0]);
    return (window ? [{ used: window.used }] : []) as R[];
  }

  override async write(sql: string, values: readonly unknown[] = []): Promise<{ readonly affected: number }> {
    await this.reach(sql);
    if (sql.startsWith('INSERT')) {
      const [id, minute, used] = values as [string, number, number];
      if (this.windows.has(id)) throw Object.assign(new Error('duplicate'), { code: '23505' });
      this.windows.set(id, { minute, used });
      return { affected: 1 };
    }
    if (!sql.startsWith('UPDATE')) return { affected: 0 };
    const [minute, , amount, , , , , id, , , , limit] = values as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      string,
      number,
      number,
      number,
      number,
    ];
    const window = this.windows.get(id);
    if (!window || (window.minute >= minute && window.used + amount > limit)) return { affected: 0 };
    this.windows.set(id, { minute, used: window.minute < minute ? amount : window.used + amount });
    return { affected: 1 };
  }

  override transaction<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  override separateTransaction<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  private async reach(sql: string): Promise<void> {
    this.statements.push(sql.slice(0, 6));
    await Promise.resolve();
    if (this.down) throw new Error('connection refused');
    if (this.fails) throw named(this.fails);
  }
}
