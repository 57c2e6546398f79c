import { serveBackground } from '../control.js';
import { startFloorImport } from './start.js';

await serveBackground(startFloorImport);
