/** For other rooms of the platform. */
export { RestModule } from './rest.module.js';
