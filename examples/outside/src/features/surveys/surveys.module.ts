import { IdentityModule } from '@keelson/identity';
import { extensions, Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { BoatsModule } from '../boats/index.js';
import { AddSurveys1771000000002 } from './migrations/1771000000002-add-surveys.js';
import { survey, surveyor } from './surveys.fields.js';

/** Adds fields to the users of `@keelson/identity` and to the boats of this application. */
@Module({
  imports: [
    IdentityModule,
    BoatsModule,
    Feature.declare({}, extensions(surveyor, survey), migrations(AddSurveys1771000000002)),
  ],
})
export class SurveysModule {}
