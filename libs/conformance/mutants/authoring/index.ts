export { described, exactly, id, listOf, text, undecorated, whole } from './described.js';
export { featureOf, type FeatureParts } from './feature-of.js';
export { Item, usual } from './item.js';
export { listByHand } from './list-by-hand.js';
export { migrationFor } from './migration-for.js';
export { parameter } from './parameter.js';
export { required, wrong } from './required.js';
export { rememberedCallers } from './remembered-callers.js';
export { mutant, refused, type Mutant, type RefusedMutant } from './mutant.js';
