import { notFound, Public } from '@keelson/kernel';
import { Controller, Get, Header, Param, Redirect, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ConsoleAssets } from './console-assets.js';
import { consolePage, consolePolicy } from './console-page.js';

/** `GET /docs`: Swagger UI as a console, from local files. */
@ApiExcludeController()
@Controller('docs')
@Public('The docs contain no data; the API they call is protected.')
export class ConsoleController {
  constructor(private readonly assets: ConsoleAssets) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', consolePolicy)
  @Header('cache-control', 'no-cache')
  page(): string {
    // Relative, so that it works below a proxy's prefix.
    return consolePage('Keelson API', `docs/assets/${this.assets.version}`);
  }

  /** @throws DomainError `not_found` */
  @Get('assets/:version/:name')
  asset(@Param('version') version: string, @Param('name') name: string, @Res() reply: FastifyReply): void {
    const asset = version === this.assets.version ? this.assets.find(name) : undefined;
    if (!asset) throw notFound({ detail: 'This file does not exist.' });
    // Our own script can change without the version.
    const lasting = name.startsWith('console.') ? 'public, max-age=300' : 'public, max-age=604800, immutable';
    void reply.header('cache-control', lasting).type(asset.type).send(asset.open());
  }

  /** `/docs/`, below which the page's relative links would lead nowhere. @throws DomainError `not_found` for what follows */
  @Get('*')
  @Redirect('../docs', 308)
  withoutSlash(@Param('*') rest: string): void {
    if (rest !== '') throw notFound({ detail: 'This page does not exist.' });
  }
}
