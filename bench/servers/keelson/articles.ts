import {
  defineResource,
  everything,
  Feature,
  Integer,
  OneOf,
  OrganizationRow,
  Ref,
  ResourceController,
  Text,
} from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { statuses } from '../../data/articles.js';

@Entity('authors')
class Author extends OrganizationRow {
  @Text({ max: 100 })
  name!: string;

  @Text({ max: 200 })
  motto!: string;
}

@Entity('articles')
class Article extends OrganizationRow {
  @Text({ max: 200 })
  title!: string;

  @Text({ max: 4000 })
  body!: string;

  @OneOf(statuses)
  status!: string;

  @Ref(() => Author)
  authorId!: string;

  @Integer()
  views!: number;
}

const authors = defineResource({
  path: 'authors',
  entity: Author,
  tenancy: 'organization',
  description: 'Authors of the articles that the bench reads.',
  view: ['id', 'name', 'motto', 'createdAt'],
  visible: () => everything,
  list: { sort: ['createdAt'] },
  permissions: { read: 'Read authors' },
  members: ['read'],
});

const articles = defineResource({
  path: 'articles',
  entity: Article,
  tenancy: 'organization',
  description: 'Articles that the bench reads.',
  view: ['id', 'title', 'body', 'status', 'authorId', 'views', 'createdAt', 'updatedAt'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt'] },
  create: ['title', 'body', 'status', 'authorId', 'views'],
  import: true,
  permissions: { read: 'Read articles', create: 'Write articles', import: 'Import articles' },
  members: ['read', 'create'],
});

@ResourceController(authors)
class AuthorsController {}

@ResourceController(articles)
class ArticlesController {}

/** A feature as a team would write it; nothing in it is made for the bench. The tables come from the bench's seed. */
@Module({
  imports: [Feature.declare({ resources: [authors, articles] })],
  controllers: [AuthorsController, ArticlesController],
})
export class ArticlesModule {}
