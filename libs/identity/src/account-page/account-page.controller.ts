import { notFound, Public } from '@keelson/kernel';
import { Controller, Get, Header, Param, Redirect, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { accountPage, accountPagePolicy, accountStyle } from './account-page.js';
import { accountScript } from './account-script.js';

const assets: ReadonlyMap<string, { readonly type: string; readonly text: string }> = new Map([
  ['account.css', { type: 'text/css; charset=utf-8', text: accountStyle }],
  ['account.js', { type: 'text/javascript; charset=utf-8', text: accountScript }],
]);

/** `GET /account`: where links in mails lead, for installations without a front end of their own. */
@ApiExcludeController()
@Controller('account')
@Public('The page contains no data; the API it calls is protected.')
export class AccountPageController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', accountPagePolicy)
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-cache')
  page(): string {
    return accountPage;
  }

  /** @throws DomainError `not_found` */
  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const asset = assets.get(name);
    if (!asset) throw notFound({ detail: 'This file does not exist.' });
    void reply.header('cache-control', 'public, max-age=300').type(asset.type).send(asset.text);
  }

  /** `/account/`, below which the page's relative links would lead nowhere. @throws DomainError `not_found` for what follows */
  @Get('*')
  @Redirect('../account', 308)
  withoutSlash(@Param('*') rest: string): void {
    if (rest !== '') throw notFound({ detail: 'This page does not exist.' });
  }
}
