import {
  Action,
  currentOrganizationId,
  Found,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Turns } from '@keelson/platform';
import { Boat } from './boat.entity.js';
import { noBerth } from './boats.errors.js';
import { boats } from './boats.resource.js';
import { BoatsSettings } from './boats.settings.js';

@ResourceController(boats)
export class BoatsController {
  constructor(
    @InjectStore(Boat) private readonly store: Store<Boat>,
    private readonly turns: Turns,
    private readonly settings: BoatsSettings,
  ) {}

  @Action(boats, 'launch', { from: 'ashore', to: 'afloat', fails: [noBerth] })
  async launch(@Found() boat: Boat): Promise<Boat> {
    const { berths } = this.settings;
    // Two launches at the same time must not both count the last free berth.
    await this.turns.take(`berths:${currentOrganizationId()}`);
    if ((await this.store.count({ status: 'afloat' })) >= berths)
      throw noBerth({ detail: `${berths} boats are afloat, which is the maximum. Haul one out first.` });
    return boat;
  }

  @Action(boats, 'haul', { from: 'afloat', to: 'ashore' })
  haul(@Found() boat: Boat): Boat {
    return boat;
  }
}
