import { serveBackground } from '../control.js';
import { startOutbox } from './start.js';

await serveBackground(startOutbox);
