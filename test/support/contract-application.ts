import {
  accessRuleOf,
  Action,
  Amount,
  Caller,
  currentContext,
  Currency,
  defineError,
  defineResource,
  Email,
  everything,
  Fails,
  Feature,
  FeatureRegistry,
  forbidden,
  Found,
  Input,
  Instant,
  Integer,
  ListOf,
  Operation,
  Operations,
  OrganizationRow,
  Public,
  readInput,
  Ref,
  ResourceController,
  ResourceReader,
  SignedIn,
  State,
  Stores,
  Text,
  unauthenticated,
  type AbstractType,
  type ConcreteType,
  type OperationMeta,
  type OperationReply,
  type OperationRequest,
  type Row,
  type Store,
} from '@keelson/kernel';
import {
  Body,
  Controller,
  Get,
  Global,
  HttpCode,
  Module,
  Post,
  Query,
  type CanActivate,
  type ExecutionContext,
  type ModuleMetadata,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiBody, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import type { FastifyRequest } from 'fastify';
import {
  createHttpAdapter,
  ExactLimit,
  HttpModule,
  OAuthError,
  TokenEndpoint,
} from '../../libs/platform/src/http/index.js';
import { Database } from '../../libs/platform/src/persistence/database.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../../libs/platform/src/platform-options.js';

/** For the specs of http and openapi: a small shop on fakes of the kernel's ports. */

export const options: PlatformOptions = {
  role: 'all',
  http: { publicUrl: 'https://api.example.com', bodyLimitBytes: 20_000, trustProxy: false },
  database: {
    url: 'postgres://127.0.0.1/none',
    poolSize: 1,
    statementTimeoutMs: 1_000,
    connectTimeoutMs: 1_000,
  },
  queue: { redisUrl: null },
  access: { issuer: 'https://api.example.com' },
  limits: { perMinute: 1_000, signInPerMinute: 3 },
  mail: { smtpUrl: null, from: 'shop@example.com', directory: '.' },
};

export class Product extends OrganizationRow {
  @Text({ max: 64, unique: 'ignore-case', example: 'TEA-1' })
  sku!: string;

  @Text({ max: 120, example: 'Green tea' })
  name!: string;

  @Text({ max: 500, optional: true, example: 'Loose leaves.' })
  description!: string | null;

  @Amount()
  price!: number;

  @Currency()
  currency!: string;

  @State(['draft', 'published'])
  status!: string;
}

export const products = defineResource({
  path: 'products',
  entity: Product,
  tenancy: 'organization',
  description: 'What the organization sells.',
  view: ['id', 'version', 'sku', 'name', 'description', 'price', 'currency', 'status', 'createdAt'],
  visible: () => everything,
  list: { filter: ['status', 'sku'], sort: ['createdAt'] },
  create: ['sku', 'name', 'description', 'price', 'currency'],
  update: ['name', 'description', 'price'],
  editableIn: ['draft'],
  permissions: {
    read: 'See products',
    create: 'Add products',
    update: 'Change products',
    publish: 'Publish products',
  },
  members: ['read'],
});

export class OrderLine {
  @Ref(() => Product, { description: 'What is bought.' })
  productId!: string;

  @Integer({ min: 1, max: 10_000, example: 2 })
  quantity!: number;
}

export class Order extends OrganizationRow {
  @Email()
  buyerEmail!: string;

  @Text({ max: 60, optional: true, example: 'PO-1' })
  reference!: string | null;

  @Ref(() => Product)
  favouriteId!: string;

  @ListOf(() => OrderLine, { min: 1, max: 100 })
  lines!: OrderLine[];

  @State(['draft', 'placed', 'paid'])
  status!: string;

  @Instant({ optional: true })
  paidAt!: Date | null;
}

export class NewOrder {
  @Email()
  buyerEmail!: string;

  @Text({ max: 60, optional: true, example: 'PO-1' })
  reference!: string | null;

  @ListOf(() => OrderLine, { min: 1, max: 100 })
  lines!: OrderLine[];
}

export class Payment {
  @Amount({ min: 1 })
  amount!: number;

  @Currency()
  currency!: string;
}

export const outOfStock = defineError('sample.out_of_stock', 'conflict', 'There is not enough in stock');

export const orders = defineResource({
  path: 'orders',
  entity: Order,
  tenancy: 'organization',
  description: 'What buyers have asked for.',
  view: [
    'id',
    'version',
    'buyerEmail',
    'reference',
    'favouriteId',
    'lines',
    'status',
    'paidAt',
    'createdAt',
    'updatedAt',
  ],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt'] },
  create: NewOrder,
  remove: true,
  permissions: {
    read: 'See orders',
    create: 'Draft orders',
    remove: 'Delete orders',
    place: 'Place orders',
    pay: 'Record payments',
  },
  members: ['read', 'create'],
});

@ResourceController(products)
export class ProductsController {
  @Action(products, 'publish', { from: 'draft', to: 'published' })
  publish(@Found() product: Product): Product {
    return product;
  }
}

@ResourceController(orders)
export class OrdersController {
  @Action(orders, 'place', { from: 'draft', to: 'placed', fails: [outOfStock] })
  place(@Found() order: Order): Order {
    return order;
  }

  @Action(orders, 'pay', { from: 'placed', to: 'paid' })
  pay(@Found() order: Order, @Input() _payment: Payment): Order {
    return order;
  }
}

export class Profile {
  @Text({ max: 120, example: 'Ada' })
  name!: string;

  @Email()
  email!: string;
}

export class SignUp {
  @Email()
  email!: string;

  @Text({ max: 200, min: 12, classified: 'secret', example: 'correct horse battery' })
  password!: string;
}

export class TokenRequest {
  @Text({ max: 40, example: 'password' })
  grant_type!: string;

  @Text({ max: 254, optional: true, example: 'ada@example.com' })
  username!: string | null;

  @Text({ max: 200, optional: true, classified: 'secret', example: 'correct horse battery' })
  password!: string | null;

  @Text({ max: 1_000, optional: true, classified: 'secret' })
  refresh_token!: string | null;
}

export class TokenAnswer {
  @Text({ max: 2_000, classified: 'secret' })
  access_token!: string;

  @Text({ max: 20, example: 'Bearer' })
  token_type!: string;

  @Integer({ max: 86_400 })
  expires_in!: number;

  @Text({ max: 1_000, classified: 'secret' })
  refresh_token!: string;
}

@ApiTags('auth')
@Controller('v1')
export class AuthController {
  @Post('auth/token')
  @HttpCode(200)
  @Public('Whoever signs in has no token yet.')
  @TokenEndpoint()
  @ExactLimit({
    name: 'sign-in',
    perMinute: (limits) => limits.signInPerMinute,
    key: (request, network) => `${network} ${(request.body as { username?: string })?.username ?? ''}`,
  })
  @ApiOperation({ operationId: 'get-token', summary: 'Sign in', description: 'Gives tokens for a password.' })
  @ApiOkResponse({ type: TokenAnswer, description: 'Tokens.' })
  @ApiBody({ type: TokenRequest })
  token(@Body() body: unknown): TokenAnswer {
    const request = readInput(TokenRequest, body);
    if (request.grant_type !== 'password' && request.grant_type !== 'refresh_token')
      throw new OAuthError('unsupported_grant_type', 'Use password or refresh_token.');
    if (request.grant_type === 'password' && request.password !== 'correct horse battery')
      throw new OAuthError('invalid_grant', 'Wrong user or "password".');
    return { access_token: 'owner', token_type: 'Bearer', expires_in: 60, refresh_token: 'again' };
  }

  @Post('auth/sign-up')
  @HttpCode(201)
  @Public('Everyone may sign up.')
  @Operation('identity:sign-up', { secretAnswer: true })
  @ApiOperation({ operationId: 'sign-up', summary: 'Sign up', description: 'Makes an account.' })
  signUp(@Input() _input: SignUp): void {}

  @Get('me')
  @SignedIn('Everyone may know who they are.')
  @ApiOperation({ operationId: 'read-me', summary: 'Who am I', description: 'The caller.' })
  @ApiOkResponse({ type: Profile, description: 'The caller.' })
  me(): object {
    return { name: 'Ada', email: 'ada@example.com', requestId: currentContext().requestId };
  }

  @Get('failing')
  @Public('For the specs.')
  @Fails(outOfStock)
  @ApiQuery({ name: 'how', required: true, schema: { type: 'string', maxLength: 20 } })
  @ApiOperation({ operationId: 'fail', summary: 'Fails', description: 'Fails as it is told to.' })
  fail(@Query('how') how: string): void {
    const thrown = failures.get(how);
    if (thrown) throw thrown();
  }
}

/** What `/v1/failing?how=` throws. */
export const failures = new Map<string, () => unknown>();

/** The caller is named by the token: `owner` may do everything, `nobody` nothing, `user-<n>` is another owner. */
class TokenIsRole implements CanActivate {
  constructor(private readonly registry: FeatureRegistry) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = accessRuleOf(context.getClass(), context.getHandler());
    if (rule?.kind === 'public') return true;
    const token = context.switchToHttp().getRequest<FastifyRequest>().headers.authorization?.slice(7);
    if (!token) throw unauthenticated();
    const permissions = this.registry.permissionsOfRole(token === 'nobody' ? 'nobody' : 'owner');
    const caller = new Caller(token, 'organization', 'owner', permissions);
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

class FakeOperations extends Operations {
  override run(
    _operation: OperationMeta,
    _request: OperationRequest,
    _reply: OperationReply,
    work: () => Promise<unknown>,
  ) {
    return work();
  }
  override found(entity: AbstractType<Row>) {
    return Promise.resolve(Object.assign(Object.create(entity.prototype as object) as Row, row));
  }
  override checkReferences() {
    return Promise.resolve();
  }
}

class FakeReader extends ResourceReader {
  override list() {
    return Promise.resolve({ data: [row], page: { next: null, limit: 50 } });
  }
  override read(_resource: unknown, _request: OperationRequest, reply: OperationReply) {
    reply.header('ETag', '"3"');
    return Promise.resolve(row);
  }
}

class FakeStores extends Stores {
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
    const [minute, amount, , , id, , , limit] = values as [
      number,
      number,
      number,
      number,
      string,
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
  }
}

@Global()
@Module({
  providers: [
    { provide: PLATFORM_OPTIONS, useValue: options },
    { provide: Database, useClass: FakeDatabase },
    { provide: Stores, useClass: FakeStores },
    { provide: Operations, useClass: FakeOperations },
    { provide: ResourceReader, useClass: FakeReader },
    FeatureRegistry,
    {
      provide: APP_GUARD,
      useFactory: (registry: FeatureRegistry) => new TokenIsRole(registry),
      inject: [FeatureRegistry],
    },
  ],
  exports: [PLATFORM_OPTIONS, Database, Stores, Operations, ResourceReader, FeatureRegistry],
})
class Fakes {}

@Module({
  imports: [Feature.declare({ resources: [products, orders] })],
  controllers: [ProductsController, OrdersController, AuthController],
})
class Shop {}

/** The shop, initialised and not listening. */
export async function openShop(
  more: ModuleMetadata & { readonly options?: Partial<PlatformOptions> } = {},
): Promise<NestFastifyApplication> {
  const given = { ...options, ...more.options };
  const testing = await Test.createTestingModule({
    ...more,
    imports: [Fakes, HttpModule, Shop, ...(more.imports ?? [])],
  })
    .overrideProvider(PLATFORM_OPTIONS)
    .useValue(given)
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(createHttpAdapter(given), {
    logger: false,
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
