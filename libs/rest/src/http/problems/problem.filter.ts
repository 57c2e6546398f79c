import { DomainError, maybeContext } from '@keelson/kernel';
import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { newRequestId } from '../request-id.js';
import { HttpSettings } from '../http.settings.js';
import { namedIfOfQuery } from '@keelson/sql/ports';
import { RouteTable } from '../route-table.js';
import { countProblem } from './count-problem.js';
import { tellFailure } from './failure-observer.js';
import { oauthErrorOf } from './oauth-answer.js';
import { named, problemOf, type Problem } from './problem.js';
import { answerNatively } from './native-answer.js';
import { pathOf, problemDocument } from './problem-document.js';
import { sendOAuthError, sendProblem } from './send-problem.js';

/** How often one cause of outage is logged. */
const quietMs = 5_000;

/** The one place where failures become answers: `application/problem+json`, or RFC 6749's shape on the token endpoint. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');
  private readonly loggedAt = new Map<string, number>();

  constructor(
    private readonly http: HttpSettings,
    private readonly host: HttpAdapterHost,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const exception = namedIfOfQuery(thrown);
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply | ServerResponse>();
    if (!('raw' in reply)) {
      this.answerMiddleware(exception, request, reply);
      return;
    }
    const problem = this.problemFor(exception, request, reply);
    this.log(exception, problem, request);
    if (reply.sent || reply.raw.headersSent) {
      // Too late for words; a broken connection is the only honest end of half an answer.
      if (!reply.raw.writableEnded) reply.raw.destroy();
      return;
    }
    if ((request.routeOptions.config as { tokenEndpoint?: true } | undefined)?.tokenEndpoint)
      sendOAuthError(reply, oauthErrorOf(exception, problem));
    else sendProblem(request, reply, problem, this.http.publicUrl);
  }

  private answerMiddleware(exception: unknown, request: FastifyRequest, response: ServerResponse): void {
    const problem = problemOf(exception);
    this.log(exception, problem, request);
    countProblem(problem.code);
    const { publicUrl } = this.http;
    const requestId = maybeContext()?.requestId ?? newRequestId();
    answerNatively(
      response,
      problemDocument(problem, { publicUrl, url: request.url, requestId }),
      problem.retryAfter,
    );
  }

  private problemFor(exception: unknown, request: FastifyRequest, reply: FastifyReply): Problem {
    const problem = problemOf(exception);
    if (problem.status !== 404 || !request.is404) return problem;
    const routes = (this.host.httpAdapter as { routes?: unknown }).routes;
    const methods = routes instanceof RouteTable ? routes.methodsFor(pathOf(request.url)) : [];
    if (methods.length === 0) return named('not_found', 404, 'There is no route at this path.');
    reply.header('allow', methods.join(', '));
    return named('method_not_allowed', 405, `Use ${methods.join(' or ')}.`);
  }

  private log(exception: unknown, problem: Problem, request: FastifyRequest): void {
    if (problem.status < 500) return;
    const where = `${request.method} ${(request.routeOptions as { url?: string } | undefined)?.url ?? pathOf(request.url)}`;
    if (!(exception instanceof DomainError)) {
      tellFailure(exception);
      this.logger.error(`${where} failed`, exception);
      return;
    }
    // An outage answers thousands of requests; one line every few seconds says as much.
    const cause = exception.cause instanceof Error ? `: ${exception.cause.message}` : '';
    const line = `${exception.code}: ${problem.detail ?? problem.title}`;
    const now = performance.now();
    if (now - (this.loggedAt.get(exception.code) ?? -Infinity) < quietMs) return;
    this.loggedAt.set(exception.code, now);
    this.logger.warn(`${where} returned ${problem.status}: ${line}${cause}`);
  }
}
