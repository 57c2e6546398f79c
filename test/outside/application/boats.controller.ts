import { Action, Found, ResourceController } from '@keelson/kernel';
import { Boat } from './boat.entity.js';
import { boats } from './boats.resource.js';

@ResourceController(boats)
export class BoatsController {
  @Action(boats, 'launch', { from: 'ashore', to: 'afloat' })
  launch(@Found() boat: Boat): Boat {
    return boat.launch();
  }
}
