import {
  Allow,
  defineResource,
  Feature,
  InjectStore,
  ResourceController,
  SignedIn,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'signed-in-instead-of-allowed',
  mistake: 'A route of its own asks for any sign-in, where reading these rows needs a permission.',
  caughtBy: 'access/row-read-without-permission',
  build: (broken) => {
    @Entity('surveys')
    class Survey extends Item {}

    const surveys = defineResource({
      ...usual,
      path: 'surveys',
      entity: Survey,
      members: [],
    });

    @ResourceController(surveys)
    class SurveysController {}

    @Controller('v1/survey-digests')
    class SurveyDigestsController {
      constructor(@InjectStore(Survey) private readonly store: Store<Survey>) {}

      @Get()
      @(broken ? SignedIn('it is only a digest') : Allow('surveys:read'))
      @described('read-survey-digest', listOf(exactly({ name: text })))
      async list(): Promise<{ data: { name: string }[] }> {
        const rows = await this.store.find({ status: 'open' }, { limit: 100 });
        return { data: rows.map(({ name }) => ({ name })) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [surveys] }, migrations(migrationFor(surveys)))],
      controllers: [SurveysController, SurveyDigestsController],
    })
    class SurveysModule {}
    return SurveysModule;
  },
});
