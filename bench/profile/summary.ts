import { readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';

interface Share {
  readonly name: string;
  readonly microseconds: number;
}

/** Self time of a .cpuprofile by package, then by function; with `requests` also in microseconds for each of them. */
export function summarize(file: string, requests: number | undefined, top = 25): string {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Profiler.Profile;
  const self = selfTimes(profile);
  const busy = profile.nodes.filter((node) => node.callFrame.functionName !== '(idle)');
  const total = busy.reduce((sum, node) => sum + (self.get(node.id) ?? 0), 0);
  const by = (name: (frame: Profiler.ProfileNode['callFrame']) => string) => {
    const sums = new Map<string, number>();
    for (const node of busy) {
      const key = name(node.callFrame);
      sums.set(key, (sums.get(key) ?? 0) + (self.get(node.id) ?? 0));
    }
    return [...sums]
      .map(([key, microseconds]): Share => ({ name: key, microseconds }))
      .toSorted((a, b) => b.microseconds - a.microseconds);
  };
  const rows = (shares: Share[]) => shares.slice(0, top).map((share) => row(share, total, requests));
  return [
    `  busy ${(total / 1_000).toFixed(0)} ms${requests ? ` in ${requests} requests` : ''}`,
    '  self time by package',
    ...rows(by((frame) => packageOf(frame))),
    '  self time by function',
    ...rows(by((frame) => `${frame.functionName || '(anonymous)'}  ${packageOf(frame)}${place(frame)}`)),
  ].join('\n');
}

function selfTimes(profile: Profiler.Profile): Map<number, number> {
  const times = new Map<number, number>();
  const deltas = profile.timeDeltas ?? [];
  for (const [index, node] of (profile.samples ?? []).entries()) {
    // A sample stands for the time until the next one.
    times.set(node, (times.get(node) ?? 0) + (deltas[index + 1] ?? 0));
  }
  return times;
}

/** `mysql2`, `@nestjs/core`, `libs/platform`, `bench/servers/floor`, `node:http`, or what V8 itself was doing. */
function packageOf({ url, functionName }: Profiler.ProfileNode['callFrame']): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native (called from JavaScript)';
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (installed) return installed;
  const own =
    /\/(libs\/[^/]+|bench\/servers\/[^/]+|src\/features\/[^/]+|src|config)\/(?!.*\/(?:libs|src|bench)\/)/.exec(
      url,
    )?.[1];
  return own ?? 'generated code';
}

function place({ url, lineNumber }: Profiler.ProfileNode['callFrame']): string {
  return url.startsWith('file:') ? ` ${url.slice(url.lastIndexOf('/') + 1)}:${lineNumber + 1}` : '';
}

function row({ name, microseconds }: Share, total: number, requests: number | undefined): string {
  const each = requests ? `${(microseconds / requests).toFixed(1).padStart(8)} µs` : '';
  return `  ${((100 * microseconds) / total).toFixed(1).padStart(6)} %${each}  ${name}`;
}
