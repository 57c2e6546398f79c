/**
 * How a process was started. `evaluation`: no database was given, the process brings its own. `production`: NODE_ENV says so,
 * nothing is invented. `development`: a database was given, and NODE_ENV is not production.
 */
export type StartMode = 'evaluation' | 'production' | 'development';

/** What whoever started the process should know. */
export interface StartNotice {
  /** For the people at the terminal, in evaluation and with pretty logs. Logs are kept, so a secret may stand here only. */
  readonly text?: string;
  /** For the log, where a program reads the output. */
  readonly log?: string;
  /** Of the log line; `log` when absent. */
  readonly level?: 'log' | 'warn';
}

/**
 * What a feature does at each start: a provider that extends this runs in every process that serves. The steps of a module
 * run after those of the modules that it imports; otherwise in the order of the imports. It cannot be request-scoped.
 */
export abstract class StartStep {
  /** Runs when the application could answer and does not listen yet. Throwing ends the start. */
  run(_mode: StartMode): Promise<StartNotice | null> {
    return Promise.resolve(null);
  }

  /** Called once when the process listens. @param url the address, without a slash at the end */
  served(_url: string): StartNotice | null {
    return null;
  }
}
