import { serveBackground } from '../control.js';
import { startGraphileWorker } from './start.js';

await serveBackground(startGraphileWorker);
