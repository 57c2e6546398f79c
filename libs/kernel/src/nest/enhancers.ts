import { GUARDS_METADATA, INTERCEPTORS_METADATA, PIPES_METADATA } from '@nestjs/common/internal';

/** Guards, interceptors and pipes that decorators put on a class and on one of its methods: classes, or instances. */
export function enhancersOf(type: object, method: object): object[] {
  return [GUARDS_METADATA, INTERCEPTORS_METADATA, PIPES_METADATA].flatMap((key) =>
    [type, method].flatMap((target) => (Reflect.getMetadata(key, target) ?? []) as object[]),
  );
}
