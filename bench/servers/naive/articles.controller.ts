import {
  Body,
  Controller,
  Get,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { plainToInstance, type ClassTransformOptions } from 'class-transformer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArticlesService, type User } from './articles.service.js';
import { ArticleView, ListQuery, NewArticle } from './shapes.js';
import { strategy } from './strategy.js';

type Request = FastifyRequest & { readonly user: User };

const shown: ClassTransformOptions = { excludeExtraneousValues: true, exposeUnsetFields: false };

@Controller('v1/articles')
@UseGuards(AuthGuard(strategy))
export class ArticlesController {
  constructor(private readonly articles: ArticlesService) {}

  @Get(':id')
  async one(
    @Param('id', ParseUUIDPipe) id: string,
    @Req() { user }: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ArticleView> {
    const article = await this.articles.one(id, user);
    reply.header('etag', `"${article.version}"`);
    return plainToInstance(ArticleView, article, shown);
  }

  @Get()
  async list(@Query() query: ListQuery, @Req() { user }: Request) {
    const { data, page } = await this.articles.page(query, user);
    return { data: plainToInstance(ArticleView, data, shown), page };
  }

  @Post()
  async create(
    @Body() input: NewArticle,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ArticleView> {
    const article = await this.articles.create(input, request.user, request.id);
    reply.header('etag', `"${article.version}"`);
    reply.header('location', `/v1/articles/${article.id}`);
    return plainToInstance(ArticleView, article, shown);
  }
}
