import { serve } from '../serve.js';
import { startNaive } from './start.js';

await serve(startNaive);
