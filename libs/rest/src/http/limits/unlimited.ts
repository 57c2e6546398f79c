import { SetMetadata } from '@nestjs/common';

const UNLIMITED = 'keelson:unlimited';

/** Requests to these routes are not counted; the reason says why that is safe. */
export const Unlimited = (reason: string): ClassDecorator & MethodDecorator => SetMetadata(UNLIMITED, reason);

/** Whether the method, or its class, says so. */
export function isUnlimited(type: object, handler: object): boolean {
  return Reflect.hasMetadata(UNLIMITED, handler) || Reflect.hasMetadata(UNLIMITED, type);
}
