import {
  asOrganization,
  defineJob,
  FeatureRegistry,
  Jobs,
  type AbstractType,
  type Resource,
} from '@keelson/kernel';
import type { Answer, SignedIn, TestApp } from '../app.js';
import { validBody, type References } from './example-bodies.js';

/** Two organizations with rows of every resource. */
export interface TwoOrganizations {
  readonly owner: SignedIn;
  /** Owner of another organization. */
  readonly stranger: SignedIn;
  /** The id of one row of a resource in an organization. */
  rowOf(person: SignedIn, resource: Resource): string;
  /** Ids of the person's rows, for bodies that refer to them. */
  referencesOf(person: SignedIn): References;
}

class Nothing {}
/** Nobody processes it. */
const idleJob = defineJob('walk.idle', Nothing);

/** What must happen to a new row before others can refer to it. */
const beforeItIsReferredTo: Readonly<Record<string, string>> = { products: 'publish', boats: 'launch' };

/** @throws Error when a resource has no row at the end: the walk could not prove anything about it */
export async function openTwoOrganizations(app: TestApp): Promise<TwoOrganizations> {
  // Operators' routes are about the third: one of them would stop whoever else asks.
  const [owner, stranger, operated] = await Promise.all([app.signUp(), app.signUp(), app.signUp()]);
  const registry = app.get(FeatureRegistry);
  const rows = new Map<SignedIn, Map<AbstractType, string>>();
  for (const person of [owner, stranger, operated]) {
    // Jobs come of what features do in the background; here they must be there at once.
    await asOrganization(person.organizationId, () => app.get(Jobs).enqueue(idleJob, {}));
    rows.set(person, await fill(person, registry));
  }
  const rowOf = (person: SignedIn, resource: Resource) => {
    const whose = resource.audience === 'operators' ? operated : person;
    const id = rows.get(whose)?.get(resource.entity);
    if (!id) throw new Error(`There is no row of "${resource.path}" to ask for; let the walk make one.`);
    return id;
  };
  for (const resource of registry.resources) rowOf(owner, resource);
  return {
    owner,
    stranger,
    rowOf,
    referencesOf: (person) => (target) => rows.get(person)?.get(target) ?? '',
  };
}

async function fill(person: SignedIn, registry: FeatureRegistry): Promise<Map<AbstractType, string>> {
  const found = new Map<AbstractType, string>();
  for (const resource of registry.resources) {
    if (!resource.create) continue;
    if (resource.tenancy === 'system') continue;
    const body = validBody(resource.create, (target) => found.get(target) ?? '', resource.entity);
    const made = await person.post(`/v1/${resource.path}`, body);
    expected(201, made, `POST /v1/${resource.path}`);
    found.set(resource.entity, made.json.id as string);
    const step = beforeItIsReferredTo[resource.path];
    if (step) expected(200, await person.post(`/v1/${resource.path}/${made.json.id}/${step}`), step);
  }
  await payAnOrder(person, found, registry);
  // What no client creates is there all the same: entries of the audit log, payments, the organization itself.
  for (const resource of registry.resources) {
    if (found.has(resource.entity) || resource.audience === 'operators') continue;
    const list = await person.get(`/v1/${resource.path}?limit=1`);
    expected(200, list, `GET /v1/${resource.path}`);
    if (list.json.data[0]) found.set(resource.entity, list.json.data[0].id as string);
  }
  return found;
}

/** Payments come by paying. */
async function payAnOrder(
  person: SignedIn,
  found: ReadonlyMap<AbstractType, string>,
  registry: FeatureRegistry,
): Promise<void> {
  const orders = registry.resources.find((resource) => resource.path === 'orders');
  if (!orders?.create) return;
  const references: References = (target) => found.get(target) ?? '';
  const order = await person.post('/v1/orders', validBody(orders.create, references));
  const { id, total, currency } = order.json as { id: string; total: number; currency: string };
  expected(200, await person.post(`/v1/orders/${id}/place`), 'place');
  const payment = { amount: total, currency, method: 'cash', externalReference: `bank-${id}` };
  expected(200, await person.post(`/v1/orders/${id}/pay`, payment), 'pay');
}

function expected(status: number, answer: Answer, what: string): void {
  if (answer.status !== status) throw new Error(`${what} answered ${answer.status}: ${answer.text}`);
}
