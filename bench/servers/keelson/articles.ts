import {
  defineResource,
  everything,
  Feature,
  Identifier,
  Integer,
  OneOf,
  OrganizationRow,
  ResourceController,
  Text,
} from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { statuses } from '../../data/articles.js';

@Entity('articles')
class Article extends OrganizationRow {
  @Text({ max: 200 })
  title!: string;

  @Text({ max: 4000 })
  body!: string;

  @OneOf(statuses)
  status!: string;

  @Identifier()
  authorId!: string;

  @Integer()
  views!: number;
}

const articles = defineResource({
  path: 'articles',
  entity: Article,
  tenancy: 'organization',
  description: 'What the bench reads.',
  view: ['id', 'title', 'body', 'status', 'authorId', 'views', 'createdAt', 'updatedAt'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt'] },
  permissions: { read: 'Read articles' },
  members: ['read'],
});

@ResourceController(articles)
class ArticlesController {}

/** A feature as a team would write it; nothing in it is made for the bench. The table comes from the bench's own seed. */
@Module({ imports: [Feature.declare({ resources: [articles] })], controllers: [ArticlesController] })
export class ArticlesModule {}
