import { serve } from '../serve.js';
import { startSealing } from './start.js';

await serve(startSealing);
