import { Logger } from '@nestjs/common';
import { vi } from 'vitest';

/** What a process has only once, in a form that can be compared. */
export type ProcessState = ReadonlyMap<string, unknown>;

const events = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'uncaughtException', 'unhandledRejection'] as const;
const globals = [
  'Date',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'fetch',
  'crypto',
  'process',
] as const;

export function processState(): ProcessState {
  return new Map<string, unknown>([
    ['the working directory', process.cwd()],
    ['the time zone', new Date(2026, 6, 1).getTimezoneOffset()],
    ...Object.entries(process.env).map(([name, value]) => [`process.env.${name}`, value] as const),
    ...globals.map((name) => [name, globalThis[name]] as const),
    ...events.map((name) => [`the listeners of ${name}`, process.listenerCount(name)] as const),
  ]);
}

/** What is no longer as it was, one line each. */
export function changesSince(before: ProcessState): string[] {
  const after = processState();
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

/** What vitest and Nest change for a test, and how it was: an application sets the logger of all when it starts. */
export function restorer(): () => void {
  const { staticInstanceRef, logLevels } = Logger as unknown as Record<string, unknown>;
  return () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    Object.assign(Logger, { staticInstanceRef, logLevels });
  };
}
