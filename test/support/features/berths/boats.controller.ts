import { Action, Found, ResourceController } from '@keelson/kernel';
import { Boat, BoatLaunched } from './boat.entity.js';
import { boats } from './boats.resource.js';

@ResourceController(boats)
export class BoatsController {
  @Action(boats, 'launch', { from: 'building', to: 'afloat', emits: BoatLaunched })
  launch(@Found() boat: Boat): Boat {
    return boat;
  }
}
