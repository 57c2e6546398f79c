import { serve } from '../serve.js';
import { startFloor } from './start.js';

await serve(startFloor);
