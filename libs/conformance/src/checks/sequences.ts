import type { Check } from '../check.js';
import { explore } from '../explore/explore.js';

/** Drawn sequences of a module's own operations, after each step of which its invariants hold. */
export const sequences: Check = {
  name: 'sequences',
  title: 'whatever people do in whatever order, the invariants hold',
  run: (judged, proceedings) => explore(judged, proceedings, judged.exploration),
};
