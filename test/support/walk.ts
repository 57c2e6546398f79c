import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { libraries } from './linked-modules.js';

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Constructor = abstract new (...args: never[]) => object;

/** Where a method stands, and the room that its callers know. */
interface Place {
  readonly room: string;
  readonly port: string;
}

/** Packages that no application that serves has loaded. */
const unloaded = ['conformance', 'create-keelson', 'embedded-postgres', 'testing'];
const folders = [
  ...libraries.filter((name) => !unloaded.includes(name)).map((name) => `libs/${name}/src`),
  'src/features',
];

/**
 * Records which room calls which, by wrapping the methods of every exported class. A class that implements what another
 * room asks for (it extends that room's class) is called through that room: whoever calls a port depends on its room, not
 * on who has registered there. A function that is passed to another room stays with the room that passed it.
 */
export class Walk {
  private readonly at = new AsyncLocalStorage<string>();
  private readonly edges = new Set<string>();
  private readonly rooms = new Map<Constructor, string>();
  private readonly undo: (() => void)[] = [];

  /** Wraps what is loaded; call it before the application starts, since routes keep the methods that they find. */
  static async begin(): Promise<Walk> {
    const walk = new Walk();
    for (const folder of folders)
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
        if (/^(?!.*[.]spec[.]ts|.*migrations|(index|ports)[.]ts).*[.]ts$/.test(file))
          for (const exported of Object.values((await import(resolve(folder, file))) as object))
            if (isClass(exported)) walk.rooms.set(exported, roomOf(folder, file));
    for (const [type, room] of walk.rooms) walk.wrapMethods(type, { room, port: walk.portOf(type) ?? room });
    return walk;
  }

  /** The edges that `work` causes, sorted: `from → to`. */
  async during(work: () => Promise<void>): Promise<readonly string[]> {
    this.edges.clear();
    await this.at.run('client', work);
    return [...this.edges].sort();
  }

  end(): void {
    for (const restore of this.undo.reverse()) restore();
  }

  private wrapMethods(type: Constructor, place: Place): void {
    const prototype = type.prototype as object;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === 'constructor' || typeof property.value !== 'function') continue;
      const method = property.value as Call;
      const wrapped = this.wrapped(method, place);
      Object.defineProperty(prototype, name, { ...property, value: wrapped });
      this.undo.push(() => Object.defineProperty(prototype, name, property));
    }
  }

  private wrapped(method: Call, { room, port }: Place): Call {
    const { at, edges, passed } = { at: this.at, edges: this.edges, passed: this.passed.bind(this) };
    const wrapped = function (this: unknown, ...args: unknown[]): unknown {
      const from = at.getStore();
      // Outside of the walk: start-up, and loops that run beside it.
      if (from === undefined) return method.apply(this, args);
      if (from === room) return method.apply(this, args);
      if (from !== port) edges.add(`${from} → ${port}`);
      return at.run(room, () =>
        method.apply(
          this,
          args.map((arg) => passed(arg, from)),
        ),
      );
    };
    Object.defineProperty(wrapped, 'name', { value: method.name });
    Object.defineProperty(wrapped, 'length', { value: method.length });
    for (const key of Reflect.getMetadataKeys(method) as string[])
      Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapped);
    return wrapped;
  }

  private passed(arg: unknown, from: string): unknown {
    if (typeof arg !== 'function' || !isClosure(arg)) return arg;
    const { at } = this;
    return function (this: unknown, ...args: unknown[]): unknown {
      return at.run(from, () => (arg as Call).apply(this, args));
    };
  }

  /** The room of the class at the top of those that this one extends. */
  private portOf(type: Constructor): string | undefined {
    const above = Object.getPrototypeOf(type) as Constructor;
    return this.rooms.has(above) ? (this.portOf(above) ?? this.rooms.get(above)) : undefined;
  }
}

function isClass(value: unknown): value is Constructor {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** An arrow function. A method is passed as what it is: something to look up by. */
function isClosure(value: object): boolean {
  return /^(async\s*)?(\(|[\w$]+\s*=>)/.test(Function.prototype.toString.call(value));
}

/** A package, its room if it has several, or a feature. */
function roomOf(folder: string, file: string): string {
  const [first = ''] = file.split('/');
  if (folder === 'src/features') return `feature ${first}`;
  const name = basename(dirname(folder));
  return existsSync(resolve(folder, first, 'ports.ts')) || existsSync(resolve(folder, first, 'index.ts'))
    ? first
    : name;
}
