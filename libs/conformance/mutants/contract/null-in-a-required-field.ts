import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'null-in-a-required-field',
  mistake: 'A member that the document calls text is null in some rows.',
  caughtBy: 'contract/undeclared-null',
  build: (broken) => {
    @Entity('recipes')
    class Recipe extends Item {}

    const recipes = defineResource({
      ...usual,
      path: 'recipes',
      entity: Recipe,
    });

    @ResourceController(recipes)
    class RecipesController {}

    @Controller('v1/recipe-remarks')
    class RecipeRemarksController {
      constructor(@InjectStore(Recipe) private readonly store: Store<Recipe>) {}

      @Get()
      @Allow('recipes:read')
      @described('list-recipe-remarks', listOf(exactly({ remark: text })))
      async read(): Promise<object> {
        const rows = await this.store.find({}, { limit: 100 });
        return { data: rows.map(({ remark }) => ({ remark: broken ? remark : (remark ?? '') })) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [recipes] }, migrations(migrationFor(recipes)))],
      controllers: [RecipesController, RecipeRemarksController],
    })
    class RecipesModule {}
    return RecipesModule;
  },
});
