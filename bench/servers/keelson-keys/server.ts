import { ArticlesModule } from '../keelson/articles.js';
import { startWith } from '../keelson/start.js';
import { serve } from '../serve.js';

// The same server once more, in processes of its own: it is compared with itself.
await serve(startWith(ArticlesModule));
