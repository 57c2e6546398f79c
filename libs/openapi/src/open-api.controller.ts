import { Public } from '@keelson/kernel';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiDocument } from './api-document.js';

/** `GET /openapi.json`. */
@ApiExcludeController()
@Controller()
@Public('The document describes the API and contains no data.')
export class OpenApiController {
  constructor(private readonly published: ApiDocument) {}

  @Get('openapi.json')
  read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { text, tag } = this.published;
    reply.header('etag', tag).header('cache-control', 'public, max-age=60, must-revalidate');
    const known = request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''));
    if (known?.includes(tag) || known?.includes('*')) void reply.status(304).send();
    else void reply.type('application/json').send(text);
  }
}
