export { Boat } from './boat.entity.js';
export { BoatsModule } from './boats.module.js';
export { BoatsSettings } from './boats.settings.js';
