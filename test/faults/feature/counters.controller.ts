import { Action, Found, ResourceController } from '@keelson/kernel';
import type { Counter } from './counter.entity.js';
import { CounterBumped, CounterMended, CounterSpoiled } from './counters.events.js';
import { counters } from './counters.resource.js';

@ResourceController(counters)
export class CountersController {
  @Action(counters, 'bump', { emits: CounterBumped })
  bump(@Found() counter: Counter): Counter {
    return up(counter);
  }

  @Action(counters, 'spoil', { emits: CounterSpoiled })
  spoil(@Found() counter: Counter): Counter {
    return up(counter);
  }

  @Action(counters, 'mend', { emits: CounterMended })
  mend(@Found() counter: Counter): Counter {
    return up(counter);
  }
}

function up(counter: Counter): Counter {
  counter.value += 1;
  return counter;
}
