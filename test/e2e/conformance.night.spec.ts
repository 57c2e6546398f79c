import { judgeShipped } from '../conformance/judge-shipped.js';

judgeShipped();
