import { judgeShipped, shortSize } from '../conformance/judge-shipped.js';

// One sequence for each module; the night has as many as `npm run verify` (conformance.night.spec.ts).
judgeShipped(shortSize);
