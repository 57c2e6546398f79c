import { isIP } from 'node:net';

const hostName = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** Reads a comma-separated list of hosts into lower case; nothing is an empty list. */
export function readHosts(text: string): string[] {
  return text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
}

/** True for names and addresses alone: no schemes, ports, networks or wildcards, which would allow more than was read. */
export function arePlaintextHosts(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= 100 &&
    value.every((host) => typeof host === 'string' && (isIP(host) !== 0 || hostName.test(host)))
  );
}
