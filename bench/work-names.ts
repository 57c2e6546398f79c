import { bursts } from './background/burst.js';
import { works } from './works/index.js';

/** Works that are neither requests at saturation nor bursts in the background. */
export const singleWorks = ['deep', 'latency', 'start', 'revocation', 'hot-row'] as const;

/** Every work, in the order in which they are measured and printed. */
export const workNames: readonly string[] = [
  ...works.map(({ name }) => name),
  ...singleWorks,
  ...bursts.map(({ name }) => name),
];
