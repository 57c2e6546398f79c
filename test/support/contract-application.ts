import { Feature, FeatureRegistry, Operations, ResourceReader, Stores } from '@keelson/kernel';
import { Global, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createHttpAdapter, HttpModule } from '../../libs/platform/src/http/index.js';
import { Database } from '../../libs/platform/src/persistence/database.js';
import { FailureLog } from '../../libs/platform/src/persistence/failures/index.js';
import { migrationsPoint } from '../../libs/platform/src/persistence/migrations-point.js';
import { RetentionRules } from '../../libs/platform/src/persistence/retention-rules.js';
import { ServerClock } from '../../libs/platform/src/persistence/server-clock.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../../libs/platform/src/runtime/platform-options.js';
import { FakeDatabase, FakeOperations, FakeReader, FakeStores, TokenIsRole } from './contract-fakes.js';
import { AuthController, orders, OrdersController, products, ProductsController } from './contract-shop.js';

export { FakeDatabase } from './contract-fakes.js';
export { failures, grants, outOfStock, signOuts, tokenLife } from './contract-shop.js';

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
  limits: { perMinute: 1_000, signInPerMinute: 30 },
  mail: { smtpUrl: null, from: 'shop@example.com', directory: '.' },
};

@Global()
@Module({
  // As PersistenceModule does; nothing is migrated here.
  imports: [Feature.declare({ points: [migrationsPoint] })],
  providers: [
    { provide: PLATFORM_OPTIONS, useValue: options },
    { provide: Database, useClass: FakeDatabase },
    { provide: Stores, useClass: FakeStores },
    { provide: Operations, useClass: FakeOperations },
    { provide: ResourceReader, useClass: FakeReader },
    FeatureRegistry,
    FailureLog,
    RetentionRules,
    ServerClock,
    {
      provide: APP_GUARD,
      useFactory: (registry: FeatureRegistry) => new TokenIsRole(registry),
      inject: [FeatureRegistry],
    },
  ],
  exports: [
    PLATFORM_OPTIONS,
    Database,
    Stores,
    Operations,
    ResourceReader,
    FeatureRegistry,
    FailureLog,
    RetentionRules,
    ServerClock,
  ],
})
class Fakes {}

@Module({
  imports: [Feature.declare({ resources: [products, orders] })],
  controllers: [ProductsController, OrdersController, AuthController],
})
class Shop {}

/** The shop, initialized and not listening. */
export async function openShop(
  more: Pick<ModuleMetadata, 'imports' | 'controllers'> & {
    readonly options?: Partial<PlatformOptions>;
  } = {},
): Promise<NestFastifyApplication> {
  const given = { ...options, ...more.options };
  const testing = await Test.createTestingModule({
    imports: [Fakes, HttpModule, Shop, ...(more.imports ?? [])],
    controllers: more.controllers ?? [],
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
