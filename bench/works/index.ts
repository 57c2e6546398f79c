import { getMissWork, getWork } from './get.js';
import { listWork } from './list.js';
import type { Work } from './work.js';

export const works: readonly Work[] = [getWork, getMissWork, listWork];
