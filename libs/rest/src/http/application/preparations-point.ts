import { contributionPoint, type Contribution } from '@keelson/kernel';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** What a module does with a created application before it is initialized: it looks at its routes, say. */
export type Preparation = (application: NestFastifyApplication) => void | Promise<void>;

/** What {@link preparation} of modules adds up to; {@link prepare} calls them. */
export const preparationsPoint = contributionPoint<Preparation>('preparations');

/**
 * Work of a module on every application that is about to answer, for `Feature.declare({ … }, preparation(publish))`. What it
 * throws ends the start. It runs after all providers are created, and takes no part in requests.
 */
export function preparation(prepare: Preparation): Contribution {
  return preparationsPoint.of(prepare);
}
