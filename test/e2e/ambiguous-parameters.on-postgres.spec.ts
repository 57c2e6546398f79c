import { Operation, SignedIn, Text } from '@keelson/kernel';
import {
  BadRequestException,
  Body,
  Controller,
  HttpCode,
  Injectable,
  Module,
  Param,
  Post,
  Query,
  type PipeTransform,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type SignedIn as Person, type TestApp } from '../support/app.js';

class Signal {
  @Text({ max: 20 })
  text!: string;
}

const piped: unknown[] = [];

@Injectable()
class NotingPipe implements PipeTransform {
  transform(value: unknown): unknown {
    piped.push(value);
    if (value === 'unknown') throw new BadRequestException();
    return value;
  }
}

@ApiTags('signals')
@Controller('v1/signals')
class SignalsController {
  @Post(':mast')
  @HttpCode(200)
  @SignedIn('for the test')
  @Operation('signals:hoist')
  @ApiOperation({ operationId: 'hoist-signal', summary: 'Hoist a signal', description: 'Twice a mast.' })
  @ApiQuery({ name: 'mast', description: 'The other mast.', schema: { type: 'string', maxLength: 20 } })
  @ApiOkResponse({ type: Signal, description: 'What was asked for.' })
  hoist(@Param('mast') mast: string, @Query() query: Record<string, string>, @Body() _body: Signal): Signal {
    return { text: `${mast} ${query['mast']}` };
  }

  @Post('at/:mast')
  @HttpCode(200)
  @SignedIn('for the test')
  @Operation('signals:lower')
  @ApiOperation({ operationId: 'lower-signal', summary: 'Lower a signal', description: 'With a pipe.' })
  @ApiOkResponse({ type: Signal, description: 'What was asked for.' })
  lower(@Param('mast', NotingPipe) mast: string): Signal {
    return { text: mast };
  }
}

@Module({ controllers: [SignalsController] })
class SignalsModule {}

let app: TestApp;
let owner: Person;
beforeAll(async () => {
  app = await startApp({ modules: [SignalsModule] });
  owner = await app.signUp();
});
afterAll(() => app?.close());

it('a request that differs only in a query parameter with the name of a path parameter is another one', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const hoist = (query: string) => owner.post(`/v1/signals/fore?mast=${query}`, { text: 'x' }, key);
  expect((await hoist('main')).json).toEqual({ text: 'fore main' });
  expect(await hoist('main')).toMatchObject({
    status: 200,
    json: { text: 'fore main' },
    headers: { 'idempotency-replayed': 'true' },
  });
  expect(await hoist('mizzen')).toMatchObject({ status: 422, json: { code: 'idempotency_key_reused' } });
});

it('a parameter that no one reads is refused before any pipe has looked at the others', async () => {
  expect(await owner.post('/v1/signals/at/unknown?speed=1')).toMatchObject({
    status: 400,
    json: { code: 'validation_failed', errors: [{ parameter: 'speed' }] },
  });
  expect(piped).toEqual([]);
  expect((await owner.post('/v1/signals/at/fore')).json).toEqual({ text: 'fore' });
  expect(piped).toEqual(['fore']);
});
