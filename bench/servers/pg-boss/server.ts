import { serveBackground } from '../control.js';
import { startPgBoss } from './start.js';

await serveBackground(startPgBoss);
