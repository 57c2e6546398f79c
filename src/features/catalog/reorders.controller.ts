import { Action, Found, ResourceController } from '@keelson/kernel';
import { Reorder } from './reorder.entity.js';
import { reorders } from './reorders.resource.js';

@ResourceController(reorders)
export class ReordersController {
  @Action(reorders, 'settle', { from: 'open', to: 'settled' })
  settle(@Found() reorder: Reorder): Reorder {
    return reorder;
  }
}
