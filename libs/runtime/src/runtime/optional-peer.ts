import { createRequire } from 'node:module';
import { PlatformError } from './platform-error.js';

/** A package that an application installs only if it uses what needs it: an optional peer of one of ours. */
export interface OptionalPeer<T> {
  readonly name: string;
  /** Our package, whose package.json says which versions will do: `@keelson/sql`. */
  readonly peerOf: string;
  /** A file of that package: `import.meta.url`. */
  readonly from: string;
  /** Why it is needed here, as the message says it: `DATABASE_URL names a PostgreSQL server`. */
  readonly because: string;
  /** `() => import('pg')`. */
  readonly load: () => Promise<T>;
}

/**
 * Loads a package when it is first needed.
 * @throws PlatformError naming the command that installs it, when it is not installed
 */
export async function loadPeer<T>({ load, ...peer }: OptionalPeer<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(peer.name, cause)) throw cause;
    throw new PlatformError(
      `${peer.because}, which needs the package ${peer.name}, and it is not installed. Run \`npm install ${peer.name}@${versionsOf(peer)}\`.`,
      { cause },
    );
  }
}

/** Not one of its own dependencies: that would be a broken installation. */
function isMissing(name: string, cause: unknown): boolean {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`);
}

function versionsOf({ name, peerOf, from }: Omit<OptionalPeer<unknown>, 'load'>): string {
  const { peerDependencies } = createRequire(from)(`${peerOf}/package.json`) as {
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  return peerDependencies[name] ?? 'latest';
}
