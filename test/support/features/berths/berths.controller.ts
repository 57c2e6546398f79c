import { Action, Found, ResourceController } from '@keelson/kernel';
import { Berth } from './berth.entity.js';
import { berths } from './berths.resource.js';

@ResourceController(berths)
export class BerthsController {
  @Action(berths, 'take', { from: 'empty', to: 'taken' })
  take(@Found() berth: Berth): Berth {
    return berth;
  }

  @Action(berths, 'close', { from: ['empty', 'taken'], to: 'closed' })
  close(@Found() berth: Berth): Berth {
    return berth;
  }
}
