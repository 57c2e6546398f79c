import type { ExactLimitOptions } from '@keelson/rest';
import { IdentitySettings } from './identity.settings.js';

/** Requests from one network. @param times how many accounts' worth of attempts */
export function perNetwork(name: string, times: number): ExactLimitOptions {
  return {
    name,
    perMinute: (settings) => times * settings.get(IdentitySettings).signInsPerMinute,
    key: (_request, network) => network,
  };
}

/**
 * Attempts with a password from one network, on whatever accounts. Refreshing has no password to guess.
 * @param times how many accounts' worth of attempts: a whole office may sign in from one address
 */
export function byNetwork(name: string, times: number): ExactLimitOptions {
  return {
    name,
    perMinute: (settings) => times * settings.get(IdentitySettings).signInsPerMinute,
    key: ({ body }, network) =>
      (body as Readonly<Record<string, unknown>> | null | undefined)?.['password'] === undefined
        ? null
        : network,
  };
}
