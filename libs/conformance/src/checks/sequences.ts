import type { Check } from '../check.js';
import { explore } from '../explore/explore.js';

/** Drawn sequences of a module's own operations, after each step of which its invariants hold. */
export const sequences: Check = {
  name: 'sequences',
  title: 'the invariants hold after every sequence of requests and jobs',
  run: (judged, proceedings) => explore(judged, proceedings, judged.exploration),
};
