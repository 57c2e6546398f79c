import {
  Allow,
  defineResource,
  everything,
  extend,
  extensions,
  face,
  Feature,
  InjectStore,
  Input,
  Invoker,
  Operation,
  OperationCatalog,
  OrganizationRow,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { column, createTable, listIndexes, migrations, rowColumns } from '@keelson/platform';
import { HttpCode, Module, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation } from '@nestjs/swagger';
import { Entity, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';

@Entity('pontoons')
class Pontoon extends OrganizationRow {
  @Text({ max: 40, example: 'West' })
  name!: string;
}

const pontoons = defineResource({
  path: 'pontoons',
  entity: Pontoon,
  tenancy: 'organization',
  description: 'What boats are tied to.',
  view: ['id', 'name', 'createdAt'],
  visible: () => everything,
  list: { filter: [], sort: ['createdAt'] },
  create: ['name'],
  permissions: { read: 'See pontoons', create: 'Add a pontoon' },
  members: ['read', 'create'],
});

/** Its creates insert several rows; it knows nothing of what is added to them. */
@ResourceController(pontoons)
class PontoonsController {
  constructor(
    @InjectStore(Pontoon) private readonly store: Store<Pontoon>,
    private readonly invoker: Invoker,
    private readonly catalog: OperationCatalog,
  ) {}

  async create(@Input() { name }: Pick<Pontoon, 'name'>): Promise<Pontoon> {
    if (name === 'after its bridge') await this.store.insert({ name: 'bridge' });
    if (name === 'after a call') {
      const operation = this.catalog.named('pontoons:lay');
      if (operation) await this.invoker.invoke({ operation });
    }
    const [first] = (await this.store.insertMany([{ name }, { name: 'its neighbor' }])) as [Pontoon];
    return first;
  }

  @Post('lay')
  @HttpCode(204)
  @Allow('pontoons:create')
  @Operation('pontoons:lay')
  @ApiOperation({ operationId: 'lay-pontoon', summary: 'Lay a pontoon', description: 'Lays a pontoon.' })
  @ApiNoContentResponse({ description: 'Laid.' })
  async lay(): Promise<void> {
    await this.store.insert({ name: 'laid' });
  }
}

class CreatePontoons1764000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'pontoons', {
      columns: {
        ...rowColumns('organization'),
        name: column.text(40),
        deck_wood: column.text(20, { optional: true }),
      },
      indexes: listIndexes({ filter: [], sort: ['created_at'] }),
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}

class DeckFields {
  @Text({ max: 20, optional: true, example: 'oak' })
  wood!: string | null;
}

@Module({
  imports: [
    Feature.declare(
      { resources: [pontoons] },
      face('JSON-RPC'),
      migrations(CreatePontoons1764000000050),
      extensions(extend(Pontoon, 'deck', DeckFields, { view: ['wood'], input: ['wood'] })),
    ),
  ],
  controllers: [PontoonsController],
})
class PontoonsModule {}

describe('Values that a client gives to added fields, when a create inserts several rows', () => {
  let app: TestApp;
  let ada: SignedIn;
  beforeAll(async () => {
    app = await startApp({ modules: [PontoonsModule] });
    ada = await app.signUp();
  });
  afterAll(() => app?.close());

  const woods = async () => {
    const { data } = (await ada.get('/v1/pontoons')).json as { data: { name: string; deckWood: unknown }[] };
    return Object.fromEntries(data.map(({ name, deckWood }) => [name, deckWood]));
  };

  it('are those of the row that it returns, and not of operations that it calls', async () => {
    const created = await ada.post('/v1/pontoons', { name: 'after a call', deckWood: 'oak' });
    expect(created, created.text).toMatchObject({ status: 201, json: { deckWood: 'oak' } });
    expect(await woods()).toEqual({ 'after a call': 'oak', 'its neighbor': null, laid: null });
  });

  it('are refused when the row that it returns is not the first: nothing is stored', async () => {
    const before = await woods();
    const refused = await ada.post('/v1/pontoons', { name: 'after its bridge', deckWood: 'oak' });
    expect(refused.status).toBe(500);
    expect(refused.serverError).toContain('insert the row that it returns first');
    expect(await woods()).toEqual(before);
  });
});
