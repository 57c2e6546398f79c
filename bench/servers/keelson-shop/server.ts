import { startWith } from '../keelson/start.js';
import { serve } from '../serve.js';
import { ShopModule } from './shop.module.js';

await serve(startWith(ShopModule));
