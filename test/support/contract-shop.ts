import {
  Action,
  Amount,
  currentContext,
  Currency,
  defineError,
  defineResource,
  Email,
  everything,
  Fails,
  Found,
  Input,
  Instant,
  Integer,
  ListOf,
  Operation,
  OrganizationRow,
  Public,
  readInput,
  Ref,
  ResourceController,
  SignedIn,
  State,
  Text,
} from '@keelson/kernel';
import { currentExchange } from '@keelson/rest';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { ExactLimit, OAuthError, TokenEndpoint } from '@keelson/rest';

/** For the specs of http and openapi: what a small shop declares. */

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
    read: 'View products',
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
  favoriteId!: string;

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

export const outOfStock = defineError('sample.out_of_stock', 'conflict', 'Not enough in stock');

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
    'favoriteId',
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

/** How often one may try to sign in to the shop. No variable. */
export class ShopSettings {
  signInsPerMinute = 30;
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
    perMinute: (settings) => settings.get(ShopSettings).signInsPerMinute,
    key: (request, network) => `${network} ${(request.body as { username?: string })?.username ?? ''}`,
  })
  @ApiOperation({ operationId: 'get-token', summary: 'Sign in', description: 'Gives tokens for a password.' })
  @ApiOkResponse({ type: TokenAnswer, description: 'Tokens.' })
  @ApiBody({ type: TokenRequest })
  async token(@Body() body: unknown): Promise<TokenAnswer> {
    const request = readInput(TokenRequest, body);
    if (request.grant_type !== 'password' && request.grant_type !== 'refresh_token')
      throw new OAuthError('unsupported_grant_type', 'Use password or refresh_token.');
    if (request.grant_type === 'password' && request.password !== 'correct horse battery')
      throw new OAuthError('invalid_grant', 'Wrong user or "password".');
    grants.push(request.grant_type);
    await tokenLife.held;
    return {
      access_token: 'owner',
      token_type: 'Bearer',
      expires_in: tokenLife.seconds,
      refresh_token: 'again',
    };
  }

  @Post('auth/sign-up')
  @HttpCode(201)
  @Public('Everyone may sign up.')
  @Operation('identity:sign-up', { secretAnswer: true })
  @ApiOperation({ operationId: 'sign-up', summary: 'Sign up', description: 'Makes an account.' })
  signUp(@Input() _input: SignUp): void {}

  @Post('auth/sign-out')
  @HttpCode(204)
  @SignedIn('Everyone may leave.')
  @Operation('identity:sign-out')
  @ApiOperation({ operationId: 'sign-out', summary: 'Sign out', description: 'Ends the session.' })
  @ApiNoContentResponse({ description: 'It has ended.' })
  signOut(): void {
    signOuts.push(currentExchange().request.headers['authorization']);
  }

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

/** The grants that the token endpoint has given tokens for. */
export const grants: string[] = [];
export const tokenLife: { seconds: number; held: Promise<void> } = { seconds: 60, held: Promise.resolve() };
/** What was shown to sign out. */
export const signOuts: unknown[] = [];

/** What `/v1/failing?how=` throws. */
export const failures = new Map<string, () => unknown>();
