/** For other rooms of the platform; what authors of features use is in index.ts. */
export { EventsModule } from './events.module.js';
