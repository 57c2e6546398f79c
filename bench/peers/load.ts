import { createRequire } from 'node:module';
import { benchFolder } from '../folders.js';

const require = createRequire(`${benchFolder}peers/package.json`);

/** A package of `bench/peers`; the product's lock does not know it, so its types are written down where it is used. */
export function peer<T>(name: string): T {
  return require(name) as T;
}
