import {
  Allow,
  currentContext,
  defineError,
  DomainError,
  Found,
  Gate,
  Input,
  Operation,
  Prepare,
  Prepared,
  Public,
  ResourceReader,
  Stores,
  Text,
  type Invocation,
  type OperationGate,
  type Preparation,
  type ViewOutcome,
} from '@keelson/kernel';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Module,
  Param,
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
import { Note, notes, NotesModule } from '../support/features/notes/index.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';

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

@Injectable()
class WatchGate implements OperationGate {
  check({ input }: Invocation): Promise<void> {
    log.push(`gate ${typeof input} ${isInTransaction()}`);
    return Promise.resolve();
  }
}

const torn = defineError('signals.torn', 'conflict', 'The flag is torn');

@Injectable()
class SewFlag implements Preparation<Signal, string> {
  readonly again = torn;
  tears = 0;

  prepare({ text }: Signal): Promise<string> {
    log.push(`prepare ${isInTransaction()}`);
    return Promise.resolve(`${text} flag`);
  }
}

@Controller('v1/flags')
class FlagsController {
  constructor(private readonly sewing: SewFlag) {}

  @Post()
  @HttpCode(200)
  @Public('everyone sees it')
  @Gate(WatchGate)
  @Prepare(SewFlag)
  @Operation('flags:hoist')
  @UseInterceptors(WatchInterceptor)
  @described('hoist-flag')
  @ApiOkResponse({ description: 'Hoisted.', schema: { type: 'object' } })
  hoist(@Input() _signal: Signal, @Prepared() flag: string): { flag: string } {
    log.push(`method ${isInTransaction()}`);
    if (this.sewing.tears-- > 0) throw torn();
    if (reruns-- > 0) throw conflict();
    return { flag };
  }
}

@Controller('v1/signal-books')
class SignalBooksController {
  constructor(
    private readonly reader: ResourceReader,
    private readonly stores: Stores,
  ) {}

  @Post('search')
  @HttpCode(200)
  @Public('everyone may search')
  @Operation('signal-books:search', { reads: true })
  @described('search-signals')
  @ApiOkResponse({ description: 'Found.', schema: { type: 'object' } })
  search(@Input() { text }: Signal): object {
    return { text, transaction: isInTransaction() };
  }

  @Get('notes/:id')
  @Allow('notes:read')
  @described('read-note-of-book')
  @ApiOkResponse({ description: 'The note.', schema: { type: 'object' } })
  note(@Param('id') id: string): Promise<ViewOutcome> {
    return this.reader.read(notes, id);
  }

  @Post('notes/:id/words')
  @HttpCode(200)
  @Allow('notes:keep')
  @Operation('signal-books:words')
  @described('list-words-of-note')
  @ApiOkResponse({ description: 'The words.', schema: { type: 'array', items: { type: 'string' } } })
  async words(@Found() note: Note): Promise<string[]> {
    await this.stores.of(Note).save(Object.assign(note, { text: `${note.text}!` }));
    return note.text.split(' ');
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

@Module({
  imports: [NotesModule],
  controllers: [SignalsController, FlagsController, SignalBooksController, LampsController],
  providers: [WatchGate, SewFlag],
})
class SignalsModule {}

describe('An operation on a controller of Nest', () => {
  let app: TestApp;
  let owner: SignedIn;
  beforeAll(async () => {
    app = await startApp({ modules: [SignalsModule], heard: () => undefined });
    owner = await app.signUp();
  });
  afterAll(() => app.close());
  beforeEach(() => {
    log.length = 0;
    reruns = 0;
    app.get(SewFlag).tears = 0;
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

  const hoist = (body: unknown) => app.http('POST', '/v1/flags', { body });

  it('asks its gate, then prepares once, outside the transaction, however often the method runs', async () => {
    reruns = 2;
    expect(await hoist({ text: 'red' })).toMatchObject({ status: 200, json: { flag: 'red flag' } });
    expect(log).toEqual([
      'interceptor outside',
      'gate object outside',
      'prepare outside',
      'method inside',
      'method inside',
      'method inside',
      'answer outside',
    ]);
  });

  it('prepares anew after the error that another preparation may avoid, and not for ever', async () => {
    app.get(SewFlag).tears = 2;
    expect((await hoist({ text: 'red' })).status).toBe(200);
    expect(log.filter((line) => line === 'prepare outside')).toHaveLength(3);
    app.get(SewFlag).tears = 9;
    expect((await hoist({ text: 'red' })).json).toMatchObject({ code: 'signals.torn' });
    expect(app.get(SewFlag).tears).toBe(4);
  });

  it('prepares nothing for a wrong body, which its gate has seen', async () => {
    expect((await hoist({ text: 5 })).json).toMatchObject({ code: 'validation_failed' });
    expect(log).toEqual(['interceptor outside', 'gate object outside']);
  });

  it('answers by the filter of the method, after the rollback', async () => {
    expect(await send({ text: 'sink' })).toMatchObject({ status: 418, text: '"teapot"' });
    expect(log.at(-1)).toBe('filter signals.sunk outside');
  });

  it('refuses a wrong body before the method, in the filter’s own way', async () => {
    expect((await send({ text: 5 })).status).toBe(418);
    expect(log).not.toContain('method inside');
  });

  it('reads the input of an operation that only reads, without a transaction', async () => {
    expect((await app.http('POST', '/v1/signal-books/search', { body: { text: 'ahoy' } })).json).toEqual({
      text: 'ahoy',
      transaction: 'outside',
    });
    const wrong = await app.http('POST', '/v1/signal-books/search', { body: { text: 5 } });
    expect(wrong.json).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/text' }] });
  });

  it('answers with a view that a plain route has from the reader', async () => {
    const { json: note } = await owner.post('/v1/notes', { text: 'High tide' });
    expect((await owner.get(`/v1/signal-books/notes/${note.id}`)).json).toMatchObject({ text: 'High tide!' });
  });

  it('gives a list that an operation has answered again as a list, also to a retry that expects the new version', async () => {
    const { json: note } = await owner.post('/v1/notes', { text: 'High tide' });
    const path = `/v1/signal-books/notes/${note.id}/words`;
    const first = await owner.post(path, undefined, { 'idempotency-key': 'words', 'if-match': '"1"' });
    const again = await owner.post(path, undefined, { 'idempotency-key': 'words', 'if-match': '"2"' });
    expect([first.json, again.json]).toEqual([
      ['High', 'tide!!'],
      ['High', 'tide!!'],
    ]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await owner.get(`/v1/notes/${note.id}`)).json).toMatchObject({ text: 'High tide!!', version: 2 });
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
