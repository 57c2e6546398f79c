// Loads what a server process loads, and with it every fault point.
import '../../src/app.module.js';
import { faultPoints } from '@keelson/platform';
import type { Role } from './server-slot.js';

/** The passage at the latest at which a process dies, by the first word of a point's name. */
const passages: Readonly<Record<string, number>> = { operation: 25, job: 10, dispatcher: 5, shutdown: 1 };
const usualPassages = 4;

/** The names of all points that processes of these roles pass. */
export function pointsOf(roles: readonly Role[]): readonly string[] {
  return faultPoints()
    .filter(({ passedBy }) => passedBy === 'both' || roles.includes('all') || roles.includes(passedBy))
    .map(({ point }) => point);
}

/** How often a process passes a point, at the least, while the ledger's load runs. */
export function passagesOf(point: string): number {
  return passages[point.split('.')[0] ?? ''] ?? usualPassages;
}
