import { createWork } from './create.js';
import { getKeyWork, getMissWork, getWork } from './get.js';
import { includeWork, listWork } from './list.js';
import { placeWork } from './place.js';
import { sealWork } from './seal.js';
import { signInWork } from './sign-in.js';
import type { Work } from './work.js';

export const works: readonly Work[] = [
  getWork,
  getMissWork,
  getKeyWork,
  listWork,
  includeWork,
  createWork,
  placeWork,
  sealWork,
  signInWork,
];
