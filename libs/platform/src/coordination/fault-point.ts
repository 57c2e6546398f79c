/** Where a process may be told to die, to show that nothing is lost there. */
export type FaultPoint =
  | 'operation.before-commit'
  | 'operation.after-commit'
  | 'relay.before-commit'
  | 'relay.after-commit'
  | 'sequencer.before-commit'
  | 'sequencer.after-commit'
  | 'dispatcher.before-enqueue'
  | 'dispatcher.after-enqueue'
  | 'job.in-handler'
  | 'job.after-effect'
  | 'job.after-mark'
  | 'shutdown';

let armed: { readonly name: string; left: number } | null = null;

/**
 * Arms one point of this process: at its `nth` passage the process kills itself, as a power cut would. Never called in
 * production, where the setting is refused.
 * @param text `<name>:<nth>`, such as `relay.before-commit:3`
 * @throws Error when it reads otherwise
 */
export function armFaultPoint(text: string): void {
  const [, name = '', nth = ''] = /^([a-z]+(?:\.[a-z-]+)?):([1-9]\d{0,8})$/.exec(text) ?? [];
  if (!name) throw new Error(`KEELSON_FAULT="${text}" must look like relay.before-commit:3.`);
  armed = { name, left: Number(nth) };
}

/** Marks a place in the code; does nothing unless {@link armFaultPoint} has named it. */
export function faultPoint(name: FaultPoint): void {
  if (armed?.name !== name) return;
  armed.left -= 1;
  if (armed.left === 0) process.kill(process.pid, 'SIGKILL');
}
