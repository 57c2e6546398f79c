import { areaOf, type FeatureRegistry, type Resource } from '@keelson/kernel';
import { sampleFor } from '@keelson/platform';
import type { Operation } from '../judged.js';
import type { Person } from '../subject.js';
import type { StoredRows } from './stored-rows.js';

type Body = Readonly<Record<string, unknown>>;

/** What modules say of the bodies that their operations accept. */
export class Samples {
  constructor(
    private readonly registry: FeatureRegistry,
    private readonly stored: StoredRows,
  ) {}

  /** Of an operation that is for no row. */
  of({ meta }: Pick<Operation, 'meta'>): Body {
    const sample = meta && sampleFor(this.registry, meta.name);
    return sample ? (sample(undefined as never) as Body) : {};
  }

  /** Of an operation, for the row in its path; of none where the row is not there. */
  async for(operation: Operation, person: Person, id?: string): Promise<Body> {
    const { meta, path } = operation;
    if (!path.includes('{id}')) return this.of(operation);
    const sample = meta && sampleFor(this.registry, meta.name);
    const resource = this.resourceOf(operation);
    if (!sample || !resource || id === undefined) return {};
    const row = await this.stored.read(person, resource.entity, id);
    return row ? (sample(row as never) as Body) : {};
  }

  /** A plain controller's is the one whose permission it asks for. */
  private resourceOf({ resource, rule }: Operation): Resource | undefined {
    if (resource || rule?.kind !== 'permission') return resource;
    return this.registry.resources.find((one) => rule.permission.startsWith(`${areaOf(one)}:`));
  }
}
