import { compiledFolder } from '../folders.js';

/** What a server process runs. */
export interface Program {
  /** Its folder in `bench/servers/`. */
  readonly name: string;
  /** The compiled file. */
  readonly entry: string;
}

/** A program of this version of the bench. */
export function presentProgram(name: string): Program {
  return { name, entry: `${compiledFolder}servers/${name}/server.js` };
}
