/** One route's pattern in its segments; null stands for a parameter. */
interface Pattern {
  readonly segments: readonly (string | null)[];
  readonly open: boolean;
  readonly methods: readonly string[];
}

/** One route that the server answers, whoever has mounted it. */
export interface MountedRoute {
  /** In capitals. */
  readonly method: string;
  /** As it was given to Fastify, `/v1/orders/:id/place`; an asterisk at the end catches whatever follows. */
  readonly url: string;
}

/** The routes of the application by method, to tell "no such path" from "not by this method" (RFC 9110, 405). */
export class RouteTable {
  private readonly patterns: Pattern[] = [];
  private readonly all: MountedRoute[] = [];

  /** All of them, in the order in which they were mounted. */
  get mounted(): readonly MountedRoute[] {
    return this.all;
  }

  add(url: string, methods: readonly string[]): void {
    for (const method of methods) this.all.push({ method, url });
    const open = url.endsWith('*');
    this.patterns.push({
      segments: (open ? url.slice(0, -1) : url)
        .split('/')
        .map((segment) => (segment.includes(':') ? null : segment)),
      open,
      methods,
    });
  }

  /** The methods by which the path of a request can be asked for; none when there is no such path. */
  methodsFor(path: string): string[] {
    const segments = path.split('/');
    const found = this.patterns
      // An open pattern (`/*`) catches whatever nobody else has; it doesn't make every path known.
      .filter((pattern) => !pattern.open && pattern.segments.length === segments.length)
      .filter((pattern) =>
        pattern.segments.every((part, at) => (part === null ? segments[at] !== '' : part === segments[at])),
      )
      .flatMap((pattern) => pattern.methods);
    return [...new Set(found)].sort();
  }
}
