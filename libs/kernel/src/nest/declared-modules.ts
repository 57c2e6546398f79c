import { MODULE_METADATA } from '@nestjs/common/internal';

const keys = {
  imports: MODULE_METADATA.IMPORTS,
  providers: MODULE_METADATA.PROVIDERS,
  controllers: MODULE_METADATA.CONTROLLERS,
} as const;

/** What `@Module` of a class lists, as it was written. */
export function listedIn<T>(module: object, list: keyof typeof keys): readonly T[] {
  return (Reflect.getMetadata(keys[list], module) ?? []) as readonly T[];
}
