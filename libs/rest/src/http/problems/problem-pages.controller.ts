import { notFound, Public } from '@keelson/kernel';
import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { problemKind, problemKinds, type ProblemKind } from './problem-catalog.js';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1b2733}' +
  'code{background:#eef2f6;padding:.1em .3em;border-radius:3px}a{color:#0a5ea8}' +
  'table{border-collapse:collapse}td,th{text-align:left;padding:.3rem 1rem .3rem 0;border-bottom:1px solid #dde4ea}';
const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/** What a problem's `type` leads to: a page for the person who got one. */
@ApiExcludeController()
@Controller('docs/problems')
@Public('The pages explain the API and contain no data.')
export class ProblemPagesController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', policy)
  @Header('cache-control', 'public, max-age=300')
  list(): string {
    const rows = problemKinds().map(
      ({ code, status, title }) =>
        `<tr><td>${status}</td><td><a href="problems/${escaped(code)}"><code>${escaped(code)}</code></a></td><td>${escaped(title)}</td></tr>`,
    );
    return page(
      'Problems',
      `<p>Errors are returned as <code>application/problem+json</code> (RFC 9457). Branch on <code>code</code>; its meaning never changes.</p>
<table><tr><th>Status</th><th>Code</th><th>Meaning</th></tr>${rows.join('')}</table>`,
    );
  }

  /** @throws DomainError `not_found` for a code that nobody has defined */
  @Get(':code')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', policy)
  @Header('cache-control', 'public, max-age=300')
  show(@Param('code') code: string): string {
    const kind = problemKind(code);
    if (!kind) throw notFound({ detail: 'No problem type has this code.' });
    return page(
      kind.title,
      `<p><code>${escaped(kind.code)}</code>, returned with status ${kind.status}.</p>
<p>${adviceFor(kind)}</p>
<p>In the response, <code>detail</code> says what happened and <code>errors</code> says where. Include <code>requestId</code> when you ask for help.</p>
<p><a href="../problems">All problems</a></p>`,
    );
  }
}

const advice: Readonly<Record<number, string>> = {
  400: 'The request is invalid, and sending it again unchanged will fail again. Each entry of <code>errors</code> points to one error, by JSON Pointer into the body or by the name of a parameter or header.',
  401: 'The request has no valid access token. Get one from <code>POST /v1/auth/token</code> and send it as <code>Authorization: Bearer …</code>.',
  403: 'You are signed in, but your role in this organization does not have the permission that the operation requires; see <code>x-permission</code> in the docs.',
  404: 'The resource does not exist, or you have no access to it; the response is the same in both cases.',
  405: 'The <code>Allow</code> header lists the methods of this path.',
  409: 'The current state does not allow this. Read the resource again before you decide what to do.',
  412: 'The row has changed since you read it. Read it again and send its new <code>ETag</code> as <code>If-Match</code>.',
  413: 'Send a smaller request.',
  415: 'Send a media type that the operation accepts (see <code>detail</code>), in UTF-8 and without compression. Most operations accept <code>application/json</code>.',
  422: 'The request is well-formed but cannot be processed.',
  429: 'You have reached a rate limit. Retry after the number of seconds in <code>Retry-After</code>.',
  500: 'This is an error in the server. It is logged with the request id. Retrying later may help.',
  503: 'A component that the service depends on is unavailable. Retry after the number of seconds in <code>Retry-After</code>; with an <code>Idempotency-Key</code>, a write is safe to retry.',
};

function adviceFor({ status }: ProblemKind): string {
  return advice[status] ?? 'See <code>detail</code> in the response.';
}

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head><body><h1>${escaped(title)}</h1>
${content}</body></html>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
