export { berthBody } from './berth-body.js';
export { Boat } from './boat.entity.js';
export { Berth, Fitting } from './berth.entity.js';
export { berths } from './berths.resource.js';
export { BerthsModule } from './berths.module.js';
