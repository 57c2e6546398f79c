import { DomainError, Input, Operation, Public, Text, currentContext } from '@keelson/kernel';
import {
  Controller,
  HttpCode,
  Inject,
  Injectable,
  Module,
  Post,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';

/** What happens, in order; and how often the method is to be run again. */
const log: string[] = [];
let reruns = 0;
const isInTransaction = () => (currentContext().unit ? 'inside' : 'outside');

class Signal {
  @Text({ max: 20 })
  text!: string;
}

@Injectable()
class WatchGuard implements CanActivate {
  canActivate(): boolean {
    log.push(`guard ${isInTransaction()}`);
    return true;
  }
}

@Injectable()
class WatchInterceptor implements NestInterceptor {
  intercept(_: unknown, next: CallHandler) {
    log.push(`interceptor ${isInTransaction()}`);
    return next.handle().pipe(tap(() => log.push(`answer ${isInTransaction()}`)));
  }
}

@Injectable()
class WatchPipe implements PipeTransform {
  transform(value: unknown): unknown {
    log.push(`pipe ${typeof value} ${isInTransaction()}`);
    return value;
  }
}

@Injectable()
class WatchFilter implements ExceptionFilter {
  catch(error: DomainError, host: ArgumentsHost): void {
    log.push(`filter ${error.code} ${isInTransaction()}`);
    host.switchToHttp().getResponse<FastifyReply>().status(418).send('"teapot"');
  }
}

const described = (operationId: string) =>
  ApiOperation({ operationId, summary: 'Send a signal', description: 'Sends a signal.' });
const conflict = () => Object.assign(new Error('deadlock detected'), { code: '40P01', errno: 1213 });

@Controller('v1/signals')
@UseGuards(WatchGuard)
@UsePipes(WatchPipe)
class SignalsController {
  @Post(':id')
  @HttpCode(200)
  @Public('everyone sees it')
  @Operation('signals:send')
  @UseInterceptors(WatchInterceptor)
  @UseFilters(WatchFilter)
  @described('send-signal')
  @ApiOkResponse({ description: 'Sent.', schema: { type: 'object' } })
  send(@Input() { text }: Signal): { text: string } {
    log.push(`method ${isInTransaction()}`);
    if (text === 'sink') throw new DomainError('signals.sunk', 'conflict', 'Sunk');
    if (reruns-- > 0) throw conflict();
    return { text };
  }
}

@Controller({ path: 'v1/lamps', scope: Scope.REQUEST })
class LampsController {
  constructor(@Inject(REQUEST) private readonly request: FastifyRequest) {}

  @Post()
  @HttpCode(200)
  @Public('everyone sees it')
  @Operation('lamps:light')
  @described('light-lamp')
  @ApiOkResponse({ description: 'Lit.', schema: { type: 'object' } })
  light(): { by: unknown; transaction: string } {
    return { by: this.request.headers['x-lamp'], transaction: isInTransaction() };
  }
}

@Module({ controllers: [SignalsController, LampsController] })
class SignalsModule {}

describe('An operation on a controller of Nest', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ modules: [SignalsModule], heard: () => undefined });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    log.length = 0;
    reruns = 0;
  });
  const send = (body: unknown) => app.http('POST', '/v1/signals/1', { body });

  it('runs guard, interceptor and pipe once, outside the transaction, and then the method inside it', async () => {
    expect(await send({ text: 'ahoy' })).toMatchObject({ status: 200, json: { text: 'ahoy' } });
    expect(log).toEqual([
      'guard outside',
      'interceptor outside',
      'pipe object outside',
      'method inside',
      'answer outside',
    ]);
  });

  it('runs the method again after a deadlock, and nothing that stands around it', async () => {
    reruns = 2;
    expect((await send({ text: 'ahoy' })).status).toBe(200);
    expect(log).toEqual([
      'guard outside',
      'interceptor outside',
      'pipe object outside',
      'method inside',
      'method inside',
      'method inside',
      'answer outside',
    ]);
  });

  it('answers by the filter of the method, after the rollback', async () => {
    expect(await send({ text: 'sink' })).toMatchObject({ status: 418, text: '"teapot"' });
    expect(log.at(-1)).toBe('filter signals.sunk outside');
  });

  it('refuses a wrong body before the method, in the filter’s own way', async () => {
    expect((await send({ text: 5 })).status).toBe(418);
    expect(log).not.toContain('method inside');
  });

  it('works on a class that Nest creates for each request', async () => {
    const answers = await Promise.all(
      ['red', 'green'].map((color) => app.http('POST', '/v1/lamps', { headers: { 'x-lamp': color } })),
    );
    expect(answers.map(({ json }) => json as unknown)).toEqual([
      { by: 'red', transaction: 'inside' },
      { by: 'green', transaction: 'inside' },
    ]);
  });
});
