/** REST as a face of the operation catalog. */
export { RestModule } from './rest.module.js';
