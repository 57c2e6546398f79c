import {
  Action,
  face,
  Feature,
  Flag,
  Found,
  Id,
  Instant,
  Integer,
  Invoker,
  ListQuery,
  OneOf,
  Operation,
  OperationCatalog,
  Params,
  ReadQuery,
  ResourceController,
  ResourceReader,
  SignedIn,
  Text,
  type RowsOutcome,
  type ViewOutcome,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessGuard } from '@keelson/access';
import { startApp, type Answer, type SignedIn as Person, type TestApp } from '../support/app.js';
import { boats } from '../support/features/berths/boats.resource.js';
import { CreateBerths1764000000001 } from '../support/features/berths/migrations/1764000000001-create-berths.js';
import { CreateNotes1764000000002 } from '../support/features/notes/migrations/1764000000002-create-notes.js';
import { Note } from '../support/features/notes/note.entity.js';
import { notes } from '../support/features/notes/notes.resource.js';
import { JsonRpcFace, type RpcRequest } from '../support/json-rpc-face.js';

class SoundingsQuery {
  @OneOf(['fathom', 'meter'], { fallback: 'meter', description: 'Unit of the depths.' })
  unit!: string;

  @Integer({ min: 1, max: 10, fallback: 3, description: 'Most soundings.' })
  limit!: number;

  @Flag({ fallback: false, description: 'Only while the tide rises.' })
  rising!: boolean;

  @Instant({ optional: true, description: 'The earliest sounding.' })
  since!: Date | null;
}

/** What the method was called with. */
class Sounded {
  @Text({ max: 40 })
  bay!: string;

  @Text({ max: 10 })
  unit!: string;

  @Integer({ max: 10 })
  limit!: number;

  @Flag()
  rising!: boolean;

  @Instant({ optional: true })
  since!: Date | null;
}

@ApiTags('soundings')
@Controller('v1/soundings')
class SoundingsController {
  @Get('of/:bay')
  @SignedIn('for the test')
  @Operation('soundings:list', { reads: true })
  @ApiOperation({ operationId: 'list-soundings', summary: 'List soundings', description: 'As an operation.' })
  @ApiOkResponse({ type: Sounded, description: 'What was asked for.' })
  list(@Param('bay') bay: string, @Params() query: SoundingsQuery): Sounded {
    return { bay, ...query };
  }

  @Get('plain')
  @SignedIn('for the test')
  @ApiOperation({
    operationId: 'show-soundings',
    summary: 'Show soundings',
    description: 'As a plain route.',
  })
  @ApiOkResponse({ type: Sounded, description: 'What was asked for.' })
  plain(@Params() query: SoundingsQuery): Sounded {
    return { bay: 'plain', ...query };
  }
}

class KeepQuery {
  @Integer({ min: 1, max: 9, description: 'How often.' })
  copies!: number;
}

@ResourceController(notes)
class NotesController {
  constructor(private readonly reader: ResourceReader) {}

  /** Never more than two a page. */
  list(@Params() query: ListQuery): Promise<RowsOutcome> {
    return this.reader.list(notes, { ...query, limit: Math.min(query.limit, 2) });
  }

  read(@Id() id: string, @Params() query: ReadQuery): Promise<ViewOutcome> {
    return this.reader.read(notes, id, query);
  }

  @Action(notes, 'keep', { from: 'open', to: 'kept' })
  keep(@Found() note: Note, @Params() { copies }: KeepQuery): Note {
    return Object.assign(note, { text: note.text.repeat(copies) });
  }
}

@ResourceController(boats)
class BoatsController {
  constructor(private readonly reader: ResourceReader) {}

  read(@Id() id: string): Promise<ViewOutcome> {
    return this.reader.read(boats, id);
  }
}

@Module({
  imports: [
    Feature.declare(
      { resources: [notes, boats] },
      migrations(CreateBerths1764000000001, CreateNotes1764000000002),
      face('JSON-RPC'),
    ),
  ],
  controllers: [SoundingsController, NotesController, BoatsController],
})
class ParametersModule {}

let app: TestApp;
let owner: Person;
let rpc: JsonRpcFace;
let documented: (path: string) => readonly { readonly name: string; readonly in: string }[];

beforeAll(async () => {
  app = await startApp({ modules: [ParametersModule] });
  const guard = app.get(AccessGuard);
  rpc = new JsonRpcFace(app.get(OperationCatalog), app.get(Invoker), (token) =>
    guard.confirm(`Bearer ${token}`),
  );
  owner = await app.signUp();
  for (const text of ['ebb', 'flood', 'slack']) await owner.post('/v1/notes', { text });
  const { paths } = (await app.http('GET', '/openapi.json')).json;
  documented = (path) => paths[path].get.parameters;
});
afterAll(() => app.close());

const call = (method: string, params: RpcRequest['params'] = {}) =>
  rpc.answer({ jsonrpc: '2.0', id: 1, method, params }, owner.token);
const written = async (text: string) => (await owner.post('/v1/notes', { text })).json.id as string;
const named = (answer: Answer) =>
  (answer.json.errors as { parameter: string; detail: string }[]).map(
    ({ parameter, detail }) => `${parameter}: ${detail}`,
  );

describe('A class of parameters', () => {
  const fallbacks = { unit: 'meter', limit: 3, rising: false, since: null };
  const asked = { unit: 'fathom', limit: 7, rising: true, since: '2026-01-31T12:00:00.000Z' };
  const wrong = { limit: '0', color: 'red', rising: 'maybe', unit: 'foot' };
  const complaints = [
    'color: is not an accepted parameter',
    'limit: must be a whole number from 1 to 10',
    'rising: must be true or false',
    'unit: must be one of fathom, meter',
  ];
  const textOf = (query: Record<string, string>) => new URLSearchParams(query).toString();

  it.each([
    ['an operation', '/v1/soundings/of/plain'],
    ['a plain route of Nest', '/v1/soundings/plain'],
  ])('is read from the query of %s', async (_what, path) => {
    expect((await owner.get(path)).json).toEqual({ bay: 'plain', ...fallbacks });
    expect((await owner.get(`${path}?${textOf({ ...asked, limit: '7', rising: 'true' })}`)).json).toEqual({
      bay: 'plain',
      ...asked,
    });
    const refused = await owner.get(`${path}?${textOf(wrong)}`);
    expect(refused).toMatchObject({ status: 400, json: { code: 'validation_failed' } });
    expect(named(refused)).toEqual(complaints);
    expect(named(await owner.get(`${path}?limit=1&limit=2`))).toEqual(['limit: must not be repeated']);
    expect(named(await owner.get(`${path}?bay=here`))).toEqual(['bay: is not an accepted parameter']);
  });

  it('is read from texts and from values of another face, beside what the method takes by name', async () => {
    const bay = 'north';
    expect((await call('soundings:list', { params: { bay } })).result?.value).toEqual({ bay, ...fallbacks });
    for (const params of [asked, { ...asked, limit: '7', rising: 'true' }])
      expect((await call('soundings:list', { params: { bay, ...params } })).result?.value).toEqual({
        bay,
        ...asked,
      });
    expect((await call('soundings:list', { params: { bay, ...wrong } })).error?.data).toMatchObject({
      code: 'validation_failed',
      errors: complaints.map((text) => {
        const [parameter, detail] = text.split(': ');
        return { parameter, detail };
      }),
    });
  });

  it('is read by a write before the row is found, and belongs to what a key stands for', async () => {
    const missing = '0198f2a4-0000-7000-8000-00000000000a';
    expect(named(await owner.post(`/v1/notes/${missing}/keep?copies=10`))).toEqual([
      'copies: must be a whole number from 1 to 9',
    ]);
    expect(named(await owner.post(`/v1/notes/${missing}/keep`))).toEqual(['copies: is required']);
    const [byRest, byRpc] = [await written('ab'), await written('ab')];
    const key = { 'idempotency-key': 'kept' };
    const kept = await owner.post(`/v1/notes/${byRest}/keep?copies=2`, undefined, key);
    expect(kept.json).toMatchObject({ text: 'abab', status: 'kept' });
    expect((await owner.post(`/v1/notes/${byRest}/keep?copies=2`, undefined, key)).json).toEqual(kept.json);
    expect((await owner.post(`/v1/notes/${byRest}/keep?copies=3`, undefined, key)).json).toMatchObject({
      code: 'idempotency_key_reused',
    });
    expect((await call('notes:keep', { id: byRpc, params: { copies: 3 } })).result?.value).toMatchObject({
      text: 'ababab',
    });
    for (const id of [byRest, byRpc]) await owner.delete(`/v1/notes/${id}`);
  });

  it('documents itself', () => {
    expect(documented('/v1/soundings/of/{bay}').slice(1)).toEqual(documented('/v1/soundings/plain'));
    expect(documented('/v1/soundings/plain')).toEqual([
      {
        name: 'unit',
        in: 'query',
        required: false,
        description: 'Unit of the depths.',
        schema: { type: 'string', enum: ['fathom', 'meter'], default: 'meter' },
      },
      expect.objectContaining({
        name: 'limit',
        schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 10, default: 3 },
      }),
      expect.objectContaining({ name: 'rising', schema: { type: 'boolean', default: false } }),
      expect.objectContaining({ name: 'since', required: false }),
    ]);
  });
});

describe('A list that a method takes over', () => {
  const path = '/v1/notes';
  const texts = ({ json }: Answer) => (json.data as { text: string }[]).map(({ text }) => text);

  it('gets what was asked for, parsed: order, filters, pages and fields', async () => {
    const first = await owner.get(`${path}?sort=text&limit=200`);
    expect([texts(first), first.json.page.limit]).toEqual([['ebb', 'flood'], 2]);
    const { next } = first.json.page;
    expect(first.headers['link']).toBe(`</v1/notes?sort=text&limit=200&cursor=${next}>; rel="next"`);
    expect(texts(await owner.get(`${path}?sort=text&cursor=${next}`))).toEqual(['slack']);
    expect(texts(await owner.get(`${path}?limit=1`))).toEqual(['slack']);
    expect(texts(await owner.get(`${path}?filter[status]=kept`))).toEqual([]);
    expect((await owner.get(`${path}?fields=text&limit=1`)).json.data).toEqual([{ text: 'slack' }]);
  });

  it('is never called with what the supplied list refuses', async () => {
    const wrong = await owner.get(`${path}?limit=0&sort=color&filter[status]=lost&surprise=1&count=maybe`);
    expect(wrong).toMatchObject({ status: 400, json: { code: 'validation_failed' } });
    expect(named(wrong).map((text) => text.split(':')[0])).toEqual([
      'limit',
      'sort',
      'count',
      'filter[status]',
      'surprise',
    ]);
    expect(named(await owner.get(`${path}?limit=1&limit=2`))).toEqual(['limit: must not be repeated']);
  });

  it('is called the same way by another face, with texts or values', async () => {
    for (const limit of ['1', 1]) {
      const params = { limit, count: true, 'filter[status]': 'open', fields: 'text' };
      expect((await call('notes:list', { params })).result?.value).toEqual({
        data: [{ text: 'slack' }],
        page: { next: expect.any(String), limit: 1, count: 3, countIsExact: true },
      });
    }
    expect(
      (await call('notes:list', { params: { limit: 201, sort: ['text'], q: 'x', count: {} } })).error?.data,
    ).toMatchObject({
      code: 'validation_failed',
      errors: [{ parameter: 'limit' }, { parameter: 'sort' }, { parameter: 'count' }, { parameter: 'q' }],
    });
  });

  it('keeps the documentation of the resource', () => {
    const names = documented(path).map(({ name }) => name);
    expect(names.toSorted()).toEqual(
      ['count', 'cursor', 'fields', 'filter[status]', 'filter[status][in]', 'limit', 'sort'].toSorted(),
    );
  });
});

describe('A read that a method takes over', () => {
  it('gets the fields that were asked for', async () => {
    const id = await written('Neap');
    const whole = await owner.get(`/v1/notes/${id}`);
    expect(whole).toMatchObject({ status: 200, json: { id, text: 'Neap', version: 1 } });
    expect(whole.headers['etag']).toBe('"1"');
    expect((await owner.get(`/v1/notes/${id}?fields=text`)).json).toEqual({ text: 'Neap' });
    expect((await call('notes:read', { id, params: { fields: 'text' } })).result?.value).toEqual({
      text: 'Neap',
    });
    expect(named(await owner.get(`/v1/notes/${id}?fields=color`))).toEqual([
      expect.stringMatching(/^fields: "color" is not one of /),
    ]);
    expect((await call('notes:read', { id, params: { surprise: 1 } })).error?.data).toMatchObject({
      errors: [{ parameter: 'surprise', detail: 'is not an accepted parameter' }],
    });
  });

  it('that takes the id alone neither documents nor accepts parameters', async () => {
    const id = (await owner.post('/v1/boats', { name: 'Argo', captain: 'Jason' })).json.id as string;
    expect((await owner.get(`/v1/boats/${id}`)).json).toMatchObject({ id, name: 'Argo' });
    expect((await call('boats:read', { id })).result?.value).toMatchObject({ id, name: 'Argo' });
    expect(named(await owner.get(`/v1/boats/${id}?fields=name`))).toEqual([
      'fields: is not an accepted parameter',
    ]);
    expect((await call('boats:read', { id, params: { fields: 'name' } })).error?.data).toMatchObject({
      errors: [{ parameter: 'fields' }],
    });
    const inQuery = documented('/v1/boats/{id}').filter((one) => one.in === 'query');
    expect(inQuery).toEqual([]);
  });
});
