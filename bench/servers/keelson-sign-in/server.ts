import { serve } from '../serve.js';
import { startSignIn } from './start.js';

await serve(startSignIn);
