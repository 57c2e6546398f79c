import { serveBackground } from '../control.js';
import { startBullmqRow } from './start.js';

await serveBackground(startBullmqRow);
