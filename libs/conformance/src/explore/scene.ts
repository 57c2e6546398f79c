import type { Resource, Row } from '@keelson/kernel';
import type { Judged } from '../judged.js';
import type { Person } from '../subject.js';
import type { Snapshot, Snapshots } from './snapshot.js';
import type { Stage } from './stage.js';
import { actorNames, type ActorName, type RowName } from './step.js';

/** Two new organizations for one run of a sequence; who and what is in them is made when a step first needs it. */
export class Scene {
  private readonly people = new Map<ActorName, Promise<Person>>();
  /** Ids by the number of the step that made them. */
  private readonly made = new Map<number, { readonly path: string; readonly id: string }>();

  private constructor(
    private readonly judged: Judged,
    private readonly stage: Stage,
    private readonly snapshots: Snapshots,
    public owner: Person,
  ) {
    this.people.set('owner', Promise.resolve(owner));
  }

  static async open(judged: Judged, stage: Stage, snapshots: Snapshots): Promise<Scene> {
    return new Scene(judged, stage, snapshots, await judged.subject.openOrganization());
  }

  get organizationId(): string {
    return this.owner.organizationId;
  }

  permissionsOf(actor: ActorName): ReadonlySet<string> {
    return this.stage.permissions.get(actor) ?? new Set();
  }

  actor(name: ActorName): Promise<Person> {
    let person = this.people.get(name);
    if (!person) this.people.set(name, (person = this.arrival(name)));
    return person;
  }

  /** Tokens end when the clock is advanced. An API key lasts. */
  async signInAgain(): Promise<void> {
    const { subject } = this.judged;
    for (const name of actorNames) {
      const person = await this.people.get(name);
      if (!person || name === 'service account') continue;
      const present = (await subject.signInAgain?.(person)) ?? person;
      this.people.set(name, Promise.resolve(present));
      if (name === 'owner') this.owner = present;
    }
  }

  /** All rows of the organization. */
  rows(): Promise<Snapshot> {
    return this.snapshots.of(this.organizationId);
  }

  /** A row of the other organization; null where none can be made. */
  async foreignRow(resource: Resource): Promise<string | null> {
    return this.judged.world.rowOf(await this.actor('stranger'), resource);
  }

  note(step: number, { path }: Resource, id: string): void {
    this.made.set(step, { path, id });
  }

  /** The row that is meant, among those that are there; null when the resource has none. */
  named({ madeBy, newest }: RowName, resource: Resource, rows: Snapshot): Row | null {
    const all = newestFirst(rows, resource);
    const made = madeBy === null ? undefined : this.made.get(madeBy);
    const known = made?.path === resource.path ? all.find(({ id }) => id === made.id) : undefined;
    return known ?? all[newest % Math.max(1, all.length)] ?? null;
  }

  private async arrival(name: ActorName): Promise<Person> {
    const { subject } = this.judged;
    const permissions = [...this.permissionsOf(name)];
    if (name === 'stranger') return { ...(await subject.openOrganization()), title: 'a stranger' };
    const member = { ...(await subject.join(this.owner, permissions)), title: `the ${name}` };
    const key = name === 'service account' ? await subject.key(member, null) : null;
    return key ? { ...key, title: member.title } : member;
  }
}

/** The rows of a resource; ids sort by the time of creation. */
export function newestFirst(rows: Snapshot, { entity }: Pick<Resource, 'entity'>): Row[] {
  const all = [...(rows.get(entity)?.values() ?? [])];
  return all.sort((one, other) => (one.id < other.id ? 1 : -1));
}
