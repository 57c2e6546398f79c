import type { Provider, Type } from '@nestjs/common';
import {
  PARAMTYPES_METADATA,
  PROPERTY_DEPS_METADATA,
  SELF_DECLARED_DEPS_METADATA,
} from '@nestjs/common/internal';

/** The tokens that a provider or controller is constructed with, as Nest reads them. */
export function injectedBy(provider: Provider): readonly unknown[] {
  if (typeof provider === 'function') return parametersOf(provider);
  if ('useClass' in provider) return parametersOf(provider.useClass);
  if (!('useFactory' in provider)) return [];
  return (provider.inject ?? []).map((token) =>
    typeof token === 'object' && 'token' in token ? token.token : token,
  );
}

function parametersOf(type: Type): readonly unknown[] {
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, type) ?? []) as readonly unknown[];
  const named = (Reflect.getMetadata(SELF_DECLARED_DEPS_METADATA, type) ?? []) as readonly {
    readonly index: number;
    readonly param: unknown;
  }[];
  const members = (Reflect.getMetadata(PROPERTY_DEPS_METADATA, type) ?? []) as readonly {
    readonly type: unknown;
  }[];
  const tokens = new Map(named.map(({ index, param }) => [index, param]));
  return [
    ...types.map((parameter, index) => tokens.get(index) ?? parameter),
    ...members.map((member) => member.type),
  ];
}
