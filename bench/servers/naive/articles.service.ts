import { Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { crc32 } from 'node:zlib';
import { And, DataSource, LessThan, LessThanOrEqual, type Repository } from 'typeorm';
import { Article, AuditEntry, Author, OutboxEvent } from './entities.js';
import type { ListQuery, NewArticle } from './shapes.js';

export interface User {
  readonly userId: string;
  readonly organizationId: string;
}

const slots = 16;

@Injectable()
export class ArticlesService {
  constructor(
    @InjectRepository(Article) private readonly articles: Repository<Article>,
    private readonly dataSource: DataSource,
  ) {}

  async one(id: string, { organizationId }: User): Promise<Article> {
    const article = await this.articles.findOneBy({ id, organizationId });
    if (!article) throw new NotFoundException();
    return article;
  }

  async page({ limit, cursor, include, ...filter }: ListQuery, { organizationId }: User) {
    const own = { organizationId, status: filter['filter[status]'] };
    const [time = '', id = ''] = Buffer.from(cursor ?? '', 'base64url')
      .toString('latin1')
      .split('|');
    const at = new Date(time);
    const rows = await this.articles.find({
      where: cursor
        ? [
            { ...own, createdAt: And(LessThanOrEqual(at), LessThan(at)) },
            { ...own, createdAt: LessThanOrEqual(at), id: LessThan(id) },
          ]
        : own,
      relations: { author: include === 'author' },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit + 1,
    });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const next =
      last && Buffer.from(`${last.createdAt.toISOString()}|${last.id}`, 'latin1').toString('base64url');
    return { data: rows.slice(0, limit), page: { next: next ?? null, limit } };
  }

  create(input: NewArticle, { userId, organizationId }: User, requestId: string): Promise<Article> {
    return this.dataSource.transaction('READ COMMITTED', async (manager) => {
      const author = await manager.findOneBy(Author, { id: input.authorId, organizationId });
      if (!author) throw new UnprocessableEntityException();
      const article = await manager.save(manager.create(Article, { ...input, organizationId }));
      const { id, version, createdAt, updatedAt } = article;
      const image = { id, version, createdAt, updatedAt, organizationId, ...input };
      const changes = Object.fromEntries(
        Object.entries(image).map(([name, after]) => [name, { before: null, after: after as unknown }]),
      );
      await manager.save(
        manager.create(AuditEntry, {
          organizationId,
          action: 'articles:create',
          kind: 'created',
          subjectType: 'article',
          subjectId: id,
          actorId: userId,
          requestId,
          changes,
        }),
      );
      await manager.save(
        manager.create(OutboxEvent, {
          organizationId,
          aggregateType: 'article',
          aggregateId: id,
          sequence: article.version,
          type: 'article.created',
          eventVersion: 1,
          payload: image,
          callerId: userId,
          requestId,
          slot: crc32(id) % slots,
        }),
      );
      return article;
    });
  }
}
