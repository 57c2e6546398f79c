import {
  Action,
  currentOrganizationId,
  defineError,
  defineResource,
  everything,
  Fails,
  Feature,
  Found,
  InjectStore,
  Input,
  OrganizationRow,
  ResourceController,
  State,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations, Turns } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { migrationFor } from '../../../../libs/conformance/mutants/authoring/index.js';

const notFirst = defineError('waiting_boats.not_first', 'conflict', 'Another boat waits for longer');
const full = defineError('waiting_boats.full', 'conflict', 'No more boats may wait');

const mostWaiting = 6;

@Entity('waiting_boats')
export class WaitingBoat extends OrganizationRow {
  @Text({ max: 60, example: 'Albatross' })
  name!: string;

  @State(['waiting', 'served'])
  status!: string;
}

const waitingBoats = defineResource({
  path: 'waiting-boats',
  entity: WaitingBoat,
  tenancy: 'organization',
  description: 'Boats that wait for a berth.',
  view: ['id', 'name', 'status', 'version', 'createdAt'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt'] },
  create: ['name'],
  permissions: { read: 'See them', create: 'Add one', serve: 'Give it a berth' },
  members: ['read'],
});

/** Rules about other rows: a few at a time, and the first comes first. */
@ResourceController(waitingBoats)
class WaitingBoatsController {
  constructor(
    @InjectStore(WaitingBoat) private readonly store: Store<WaitingBoat>,
    private readonly turns: Turns,
  ) {}

  @Fails(full)
  async create(@Input() input: Pick<WaitingBoat, 'name'>): Promise<WaitingBoat> {
    await this.turns.take(`waiting-boats:${currentOrganizationId()}`);
    if ((await this.store.count({ status: 'waiting' })) >= mostWaiting) throw full();
    return this.store.insert(input);
  }

  @Action(waitingBoats, 'serve', { from: 'waiting', to: 'served', fails: [notFirst] })
  async serve(@Found() boat: WaitingBoat): Promise<WaitingBoat> {
    const waiting = await this.store.find({ status: 'waiting' }, { limit: mostWaiting });
    if (waiting.some(({ id }) => id < boat.id)) throw notFirst();
    return boat;
  }
}

@Module({
  imports: [Feature.declare({ resources: [waitingBoats] }, migrations(migrationFor(waitingBoats)))],
  controllers: [WaitingBoatsController],
})
export class WaitingBoatsModule {}
