import {
  fieldsOf,
  type AbstractType,
  type ConcreteType,
  type FeatureRegistry,
  type Resource,
} from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer } from '../../subject.js';
import { codeOf } from '../access/asking.js';
import { same } from './ledger.js';
import type { Trial, Trials } from './trial.js';
import { idOf, otherValue, variableFields, type View } from './variation.js';

/** Names nothing: whatever it changes, or is refused for, it does not name. */
const emptyPatch = {};

/** Something that becomes of a row. */
type Fate = (trials: Trials, trial: Trial, target: Resource, id: string) => Promise<boolean>;

/**
 * A merge patch answers for what it names. A row refers to another one; that is changed, moved on to each of its states
 * and removed, and an empty patch of the first is neither refused for a reference nor changes what the row shows.
 */
export async function judgeUnnamedMembers(all: Trials): Promise<void> {
  const { registry, operations } = all.asking.judged;
  const updates = all.writes.flatMap((operation) =>
    operation.meta?.verb === 'update'
      ? targetsOf(registry, operation).map((target) => ({ operation, target }))
      : [],
  );
  await all.each(updates, async (trials, { operation, target }) => {
    for (const fate of [changed, ...movesOf(operations, target), removed]) {
      const trial = await trials.prepare(operation);
      if (!trial?.id) return;
      const id = await refersToItsOwn(trials, trial, target);
      if (id !== null) await judge(trials, trial, () => fate(trials, trial, target, id));
    }
  });
}

async function judge(trials: Trials, trial: Trial, befall: () => Promise<boolean>): Promise<void> {
  const { operation, person, resource } = trial;
  const inquiry = { ...trial.inquiry, body: emptyPatch };
  const patch = () => trials.asking.send(inquiry);
  const [first, second] = [await patch(), await patch()];
  if (first.status !== 200 || second.status !== 200) return;
  const restless = changedMembers(first.json as View, second.json as View);
  if (!(await befall())) return;
  const before = await trials.view(person, resource, trial.id ?? '');
  const answer = await patch();
  const pointer = unnamedPointer(answer);
  if (pointer !== null)
    return trials.found(
      trial,
      'merge-patch-refers',
      `${operation.title} rejects an empty patch after a referenced row changed: the error points to ${pointer}, which the patch does not contain.`,
      'Check a reference only if the patch contains it: call isNamed(changes, "…") first, as @Ref does.',
      inquiry,
      answer,
    );
  trials.held(trial, 'merge-patch-refers');
  if (answer.status !== 200 || !before) return;
  const derived = changedMembers(before, answer.json as View).find((name) => !restless.includes(name));
  if (derived === undefined) return trials.held(trial, 'merge-patch-derives');
  trials.found(
    trial,
    'merge-patch-derives',
    `${operation.title} changes "${derived}" when it receives an empty patch after another row changed.`,
    `Compute "${derived}" only if the patch contains one of the fields it depends on: if (isNamed(changes, "…")) ….`,
    inquiry,
    answer,
  );
}

/** Gives the trial's row a new row to refer to, which nothing else refers to. @returns its id, null where it can't be done */
async function refersToItsOwn(trials: Trials, trial: Trial, target: Resource): Promise<string | null> {
  const { world } = trials.asking.judged;
  const { operation, person, resource, id } = trial;
  const view = await trials.view(person, resource, id ?? '');
  const present = view && referredIds(trials.asking.judged.registry, operation.input, view, target)[0];
  const shown = present && (await trials.view(person, target, present));
  if (!present || !shown) return null;
  const state = target.state ? shown[target.state.name] : undefined;
  const own = await world.newRow(person, target, typeof state === 'string' ? state : undefined);
  const whole = await world.bodyFor(operation, person, id ?? undefined);
  if (own === null || !whole) return null;
  const kept = Object.fromEntries(
    fieldsOf(operation.input as ConcreteType).flatMap(({ name, target: to, element }) =>
      (to ?? element) && name in whole ? [[name, whole[name]]] : [],
    ),
  );
  const ids = referredIds(trials.asking.judged.registry, operation.input, kept as View, target);
  const body = JSON.parse(
    ids.reduce((text, one) => text.replaceAll(one, own), JSON.stringify(kept)),
  ) as unknown;
  const answer = await trials.asking.send({ ...trial.inquiry, body });
  return answer.status === 200 ? own : null;
}

function targetsOf(registry: FeatureRegistry, { input }: Operation): Resource[] {
  const found = fieldsOf(input ?? Object).flatMap(({ target, element }) => [
    ...(target ? [registry.resourceFor(target())] : []),
    ...fieldsOf(element?.() ?? Object).map((part) => part.target && registry.resourceFor(part.target())),
  ]);
  return [...new Set(found.filter((one) => one !== undefined))];
}

function referredIds(
  registry: FeatureRegistry,
  type: AbstractType | null,
  members: View,
  target: Resource,
): string[] {
  return fieldsOf(type ?? Object).flatMap((field): string[] => {
    const value = members[field.name];
    if (field.target)
      return registry.resourceFor(field.target()) === target && typeof value === 'string' ? [value] : [];
    if (!field.element || !Array.isArray(value)) return [];
    const element = field.element();
    return value.flatMap((one) => referredIds(registry, element, one as View, target));
  });
}

/** Every field of it that can be has another value. */
const changed: Fate = async (trials, { person }, target, id) => {
  const before = await trials.view(person, target, id);
  if (!before || !target.update) return false;
  let isChanged = false;
  for (const field of variableFields(target.update)) {
    const value = field.name in before ? otherValue(field, before[field.name]) : undefined;
    if (value === undefined) continue;
    const url = `/v1/${target.path}/${id}`;
    const answer = await trials.asking.send({ method: 'PATCH', url, person, body: { [field.name]: value } });
    isChanged ||= answer.status === 200;
  }
  return isChanged;
};

const removed: Fate = async (trials, { person }, target, id) => {
  if (!target.remove) return false;
  const { status } = await trials.asking.send({ method: 'DELETE', url: `/v1/${target.path}/${id}`, person });
  return status === 204;
};

/** By each action that moves it: one that its state does not allow moves nothing. */
function movesOf(operations: readonly Operation[], target: Resource): Fate[] {
  const moves = operations.filter(({ resource, meta }) => resource === target && meta?.to);
  return moves.map((action): Fate => async (trials, { person }, _target, id) => {
    const body = await trials.asking.judged.world.bodyFor(action, person, id);
    const url = action.at(id);
    const { status, json } = await trials.asking.send({
      method: action.method,
      url,
      person,
      ...(body && { body }),
    });
    return status === 200 && idOf(json as View) === id;
  });
}

function changedMembers(before: View, after: View): string[] {
  const stamps = ['version', 'updatedAt'];
  return Object.keys(before).filter((name) => !stamps.includes(name) && !same(before[name], after[name]));
}

/** Where the refusal of an empty patch points to, which it can't have named. */
function unnamedPointer(answer: Answer): string | null {
  if (answer.status < 400) return null;
  const { errors = [] } = (answer.json ?? {}) as {
    readonly errors?: readonly { readonly pointer?: string }[];
  };
  const pointer = errors.find((one) => one.pointer)?.pointer;
  return pointer ?? (codeOf(answer) === 'reference_not_found' ? 'a reference' : null);
}
