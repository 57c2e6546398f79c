import {
  acrossOrganizations,
  alreadyExists,
  defineResource,
  Fails,
  Feature,
  Input,
  InjectStore,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'name-taken-elsewhere',
  mistake: 'A mark is "taken" when another organization has it, so marks of strangers can be guessed.',
  caughtBy: 'access/foreign-value-told',
  build: (broken) => {
    @Entity('brands')
    class Brand extends Item {
      @Text({ max: 40, unique: 'exact', example: 'Northern Light' })
      mark!: string;
    }

    const brands = defineResource({
      ...usual,
      path: 'brands',
      entity: Brand,
      view: [...usual.view, 'mark'],
      create: [...usual.create, 'mark'],
    });

    @ResourceController(brands)
    class BrandsController {
      constructor(@InjectStore(Brand) private readonly rows: Store<Brand>) {}

      @Fails(alreadyExists)
      async create(@Input() input: Pick<Brand, 'mark' | 'name' | 'quantity' | 'remark'>): Promise<Brand> {
        const count = () => this.rows.count({ mark: input.mark });
        const taken = broken ? await acrossOrganizations('keeps marks apart', count) : await count();
        if (taken > 0) throw alreadyExists({ errors: [{ pointer: '/mark', detail: 'is taken' }] });
        return this.rows.insert(input);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [brands] }, migrations(migrationFor(brands)))],
      controllers: [BrandsController],
    })
    class BrandsModule {}
    return BrandsModule;
  },
});
