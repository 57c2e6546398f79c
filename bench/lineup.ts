import { existsSync } from 'node:fs';
import { compiledFolder } from './folders.js';
import { presentProgram, type Program } from './servers/program.js';
import { checkedOut, type CheckedOut } from './versions/checkout.js';
import type { Programs, Role } from './works/work.js';

/** One of those that are compared. */
export interface Contestant {
  readonly role: Role;
  readonly label: string;
  /** Of another version. */
  readonly commit?: string;
  /** What it runs for a work; undefined when it sits the work out. */
  readonly program: (programs: Programs) => Program | undefined;
  /** Whether it may share a database with others: another version of Keelson has tables of its own. */
  readonly shares: boolean;
}

const keelson: Contestant = {
  role: 'keelson',
  label: 'keelson',
  program: (programs) => presentProgram(programs.keelson),
  shares: true,
};

/** Keelson first, then what it is held against. */
export function lineupOf(against: string | undefined): readonly [Contestant, ...Contestant[]] {
  if (against === undefined) return [keelson, written('floor'), written('naive')];
  if (against === 'keelson')
    return [
      { ...keelson, label: 'keelson (1)' },
      { ...keelson, label: 'keelson (2)' },
    ];
  if (against === 'floor' || against === 'naive') return [keelson, written(against)];
  if (existsSync(`${compiledFolder}servers/${against}/server.js`)) return [keelson, added(against)];
  return [keelson, version(checkedOut(against))];
}

function written(role: 'floor' | 'naive'): Contestant {
  return {
    role,
    label: role,
    program: (programs) => (programs[role] ? presentProgram(programs[role]) : undefined),
    shares: true,
  };
}

/** A server that somebody has added: it takes FLOOR's place. */
function added(name: string): Contestant {
  return { role: 'floor', label: name, program: () => presentProgram(name), shares: true };
}

function version(other: CheckedOut): Contestant {
  return {
    role: 'version',
    label: other.label,
    commit: other.commit,
    program: (programs) => other.program(programs.keelson),
    shares: false,
  };
}
