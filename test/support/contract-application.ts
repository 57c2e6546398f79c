import {
  Feature,
  FeatureRegistry,
  Invoker,
  OperationCatalog,
  References,
  ResourceReader,
  Stores,
} from '@keelson/kernel';
import { Global, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createHttpAdapter, HttpModule, HttpSettings, LimitsSettings } from '@keelson/rest';
import { Database } from '@keelson/sql';
import { FailureLog } from '@keelson/sql/ports';
import { migrationsPoint } from '../../libs/sql/src/persistence/migrations-point.js';
import { RetentionRules } from '@keelson/sql';
import { ServerClock } from '@keelson/sql';
import { RestModule } from '@keelson/rest/ports';
import { RuntimeSettings } from '@keelson/runtime';
import { DeclaredSettings, type LoadedSettings } from '@keelson/runtime';
import { TransfersSettings } from '@keelson/transfers';
import {
  FakeDatabase,
  FakeInvoker,
  FakeReader,
  FakeReferences,
  FakeStores,
  TokenIsRole,
} from './contract-fakes.js';
import {
  AuthController,
  orders,
  OrdersController,
  products,
  ProductsController,
  ShopSettings,
} from './contract-shop.js';

export { FakeDatabase } from './contract-fakes.js';
export { failures, grants, outOfStock, ShopSettings, signOuts, tokenLife } from './contract-shop.js';

/** For the specs of http and openapi: a small shop on fakes of the kernel's ports. */

export const settings = new DeclaredSettings([
  RuntimeSettings,
  HttpSettings,
  LimitsSettings,
  TransfersSettings,
  ShopSettings,
]).read({
  PUBLIC_URL: 'https://api.example.com',
  BODY_LIMIT_BYTES: '20000',
  RATE_LIMIT_PER_MINUTE: '1000',
});

@Global()
@Module({
  // As PersistenceModule does; nothing is migrated here.
  imports: [Feature.declare({ points: [migrationsPoint] })],
  providers: [
    { provide: Database, useClass: FakeDatabase },
    { provide: Stores, useClass: FakeStores },
    { provide: Invoker, useClass: FakeInvoker },
    { provide: References, useClass: FakeReferences },
    OperationCatalog,
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
    Database,
    Stores,
    Invoker,
    OperationCatalog,
    References,
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
    readonly change?: (settings: LoadedSettings) => LoadedSettings;
  } = {},
): Promise<NestFastifyApplication> {
  const given = more.change?.(settings) ?? settings;
  const testing = await Test.createTestingModule({
    imports: [given.module, Fakes, HttpModule, RestModule, Shop, ...(more.imports ?? [])],
    controllers: more.controllers ?? [],
  }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(createHttpAdapter(given), {
    logger: false,
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
