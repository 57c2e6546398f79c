import { serve } from '../serve.js';
import { ArticlesModule } from './articles.js';
import { startWith } from './start.js';

await serve(startWith(ArticlesModule));
