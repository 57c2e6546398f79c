import { serveBackground } from '../control.js';
import { startBullmq } from './start.js';

await serveBackground(startBullmq);
