import { contributionPoint, type Contribution } from '../feature/contribution.js';

const TRANSPORT_ONLY = 'keelson:transport-only';

/**
 * Marks a guard, interceptor or pipe of Nest's that only concerns HTTP, such as one that sets a header: other callers of an
 * operation do without it.
 * @param reason why that is safe
 */
export const TransportOnly =
  (reason: string): ClassDecorator =>
  (type) =>
    Reflect.defineMetadata(TRANSPORT_ONLY, reason, type);

export function isTransportOnly(type: object): boolean {
  return Reflect.hasMetadata(TRANSPORT_ONLY, type);
}

/** The faces beside REST by which operations can be called, by their names. */
export const facePoint = contributionPoint<string>('faces');

/** Makes a face known, so that every operation is proven to be safe to call by it. @param name `JSON-RPC` */
export const face = (name: string): Contribution<string> => facePoint.of(name);
