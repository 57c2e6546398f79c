import {
  Allow,
  currentOrganizationId,
  defineResource,
  Feature,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'cache-without-tenant',
  mistake: 'The key of a cache does not hold the organization: whoever asks first fills it for all.',
  caughtBy: 'access/foreign-row-shown',
  build: (broken) => {
    @Entity('tariffs')
    class Tariff extends Item {}

    const tariffs = defineResource({
      ...usual,
      path: 'tariffs',
      entity: Tariff,
    });

    @Injectable()
    class Cache {
      private readonly kept = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();

      get<T>(key: string, make: () => Promise<T>): Promise<T> {
        const known = this.kept.get(key);
        if (known && known.until > Date.now()) return known.value as Promise<T>;
        const value = make();
        // A twin's cache forgets at once, so that what it shows is never old.
        this.kept.set(key, { until: broken ? Date.now() + 60_000 : 0, value });
        return value;
      }
    }

    @ResourceController(tariffs)
    class TariffsController {}

    @Controller('v1/tariff-lists')
    class TariffListsController {
      constructor(
        @InjectStore(Tariff) private readonly store: Store<Tariff>,
        private readonly cache: Cache,
      ) {}

      @Get()
      @Allow('tariffs:read')
      @described('read-tariff-list', listOf(exactly({ name: text })))
      async list(): Promise<{ data: { name: string }[] }> {
        const key = broken ? 'tariffs' : `tariffs ${currentOrganizationId()}`;
        const rows = await this.cache.get(key, () => this.store.find({ status: 'open' }, { limit: 100 }));
        return { data: rows.map(({ name }) => ({ name })) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [tariffs] }, migrations(migrationFor(tariffs)))],
      controllers: [TariffsController, TariffListsController],
      providers: [Cache],
    })
    class TariffsModule {}
    return TariffsModule;
  },
});
