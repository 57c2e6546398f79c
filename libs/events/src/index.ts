export { EventsModule } from './ports.js';
