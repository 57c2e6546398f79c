/** A place in the code where a process may be told to die, to show that nothing is lost there. */
export interface FaultPoint {
  /** Marks a passage; does nothing unless {@link armFaultPoint} has named the point. */
  (): void;
  readonly point: string;
  /** Which processes pass it: those that answer requests, those that run jobs, or both. */
  readonly passedBy: 'api' | 'worker' | 'both';
}

const declared = new Map<string, FaultPoint>();
let armed: { readonly name: string; left: number } | null = null;

/**
 * Declares a point, beside the code that passes it: `const afterMark = faultPoint('job.after-mark', 'worker')`, then
 * `afterMark()`.
 * @throws Error when the name is malformed or taken
 */
export function faultPoint(name: string, passedBy: FaultPoint['passedBy']): FaultPoint {
  if (!pattern.test(name))
    throw new Error(`The fault point "${name}" must look like relay.before-commit or shutdown.`);
  if (declared.has(name))
    throw new Error(`The fault point "${name}" is declared twice: rename one of the two.`);
  const pass = () => {
    if (armed?.name === name) strike(armed);
  };
  const point = Object.assign(pass, { point: name, passedBy });
  declared.set(name, point);
  return point;
}

const pattern = /^[a-z]+(?:\.[a-z]+(?:-[a-z]+)*)?$/;

/** All points of the code that is loaded. */
export function faultPoints(): readonly FaultPoint[] {
  return [...declared.values()];
}

/**
 * Arms one point of this process: at its `nth` passage the process kills itself, as a power cut would. Never called in
 * production, where the setting is refused.
 * @param text `<name>:<nth>`, such as `relay.before-commit:3`
 * @throws Error when it reads otherwise, or no loaded code declares the point
 */
export function armFaultPoint(text: string): void {
  const [, name = '', nth = ''] = /^([a-z.-]+):([1-9]\d{0,8})$/.exec(text) ?? [];
  if (!name) throw new Error(`KEELSON_FAULT="${text}" must look like relay.before-commit:3.`);
  if (!declared.has(name))
    throw new Error(
      `KEELSON_FAULT="${text}" names no fault point. Use one of ${[...declared.keys()].join(', ')}.`,
    );
  armed = { name, left: Number(nth) };
}

function strike(point: { left: number }): void {
  point.left -= 1;
  if (point.left === 0) process.kill(process.pid, 'SIGKILL');
}
