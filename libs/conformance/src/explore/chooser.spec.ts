import { defineResource, everything, OrganizationRow, State, Text, type Resource } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../judged.js';
import { Chooser } from './chooser.js';
import type { Stage } from './stage.js';
import { actorNames, advanceClock, runJobs, type ActorName, type Sequence } from './step.js';

class Lamp extends OrganizationRow {
  @Text({ max: 20 })
  name!: string;

  @State(['dark', 'lit'])
  status!: string;
}

const lamps = defineResource({
  path: 'lamps',
  entity: Lamp,
  tenancy: 'organization',
  description: 'Lamps.',
  view: ['id', 'name', 'status'],
  visible: () => everything,
  list: { sort: ['name'] },
  create: ['name'],
  permissions: { read: 'See them', create: 'Hang one up', light: 'Light one' },
  members: ['read'],
});

const operation = (title: string, meta?: object): Operation =>
  ({
    title,
    method: title.split(' ')[0],
    path: title.split(' ')[1],
    resource: lamps,
    meta: meta && { reads: false, from: null, to: null, ...meta },
  }) as unknown as Operation;

const declaredLamps = lamps as unknown as Resource;
const hangUp = operation('POST /v1/lamps', { verb: 'create' });
const light = operation('POST /v1/lamps/{id}/light', { verb: 'action', from: ['dark'], to: ['lit'] });
const list = operation('GET /v1/lamps');
const all = new Set(['lamps:read', 'lamps:create', 'lamps:light']);
const stage: Stage = {
  module: 'lamps',
  hasWork: true,
  permissions: new Map<ActorName, ReadonlySet<string>>(
    actorNames.map((name) => [name, name === 'guest' ? new Set(['lamps:read']) : all]),
  ),
  operations: [
    { operation: hangUp, permission: 'lamps:create', resource: declaredLamps, isOwn: true },
    { operation: light, permission: 'lamps:light', resource: declaredLamps, isOwn: true },
    { operation: list, permission: 'lamps:read', resource: declaredLamps, isOwn: true },
  ],
};

function drawn(seed: number, count: number): Sequence[] {
  const chooser = new Chooser(stage, seed);
  return Array.from({ length: count }, () => chooser.next());
}

describe('The sequences of a seed', () => {
  it('are the same each time, and others for another seed', () => {
    expect(drawn(7, 20)).toEqual(drawn(7, 20));
    expect(drawn(8, 20)).not.toEqual(drawn(7, 20));
  });

  it('have 5 to 25 steps, then do the work that is left', () => {
    const lengths = drawn(1, 200).map(({ steps }) => steps.length - 1);
    expect(Math.min(...lengths)).toBe(5);
    expect(Math.max(...lengths)).toBe(25);
    for (const { steps } of drawn(1, 20)) expect(steps.at(-1)).toMatchObject({ operation: runJobs });
  });

  it('are plain data, so that one can be kept and repeated', () => {
    const [first] = drawn(3, 1);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });

  it('come to every operation by every actor, and light lamps that are dark more often than lit ones', () => {
    const steps = drawn(1, 40).flatMap((one) => one.steps);
    for (const { operation: one } of stage.operations)
      for (const actor of actorNames)
        expect(steps.some((step) => step.operation === one.title && step.actor === actor)).toBe(true);
    const named = steps.filter((step) => step.operation === light.title && step.row?.madeBy);
    expect(named.length).toBeGreaterThan(20);
  });

  it('send requests at once, let jobs fail, and move the clock only where it can be moved', () => {
    const steps = drawn(1, 40).flatMap((one) => one.steps);
    expect(steps.some(({ together }) => (together?.length ?? 0) > 0)).toBe(true);
    expect(new Set(steps.flatMap(({ fault }) => fault?.kind ?? []))).toEqual(
      new Set(['outgoing', 'abort', 'unmarked']),
    );
    expect(steps.some((step) => step.operation === advanceClock)).toBe(false);
    const moved = new Chooser(stage, 1, { clock: true });
    const others = Array.from({ length: 40 }, () => moved.next()).flatMap((one) => one.steps);
    expect(others.some((step) => step.operation === advanceClock)).toBe(true);
  });

  it('name rows that steps before have made', () => {
    const named = drawn(5, 40).flatMap(({ steps }) =>
      steps.flatMap(({ row, number }) =>
        row && row.madeBy !== null ? [{ steps, number, by: row.madeBy }] : [],
      ),
    );
    expect(named.length).toBeGreaterThan(20);
    for (const { steps, number, by } of named) {
      expect(by).toBeLessThan(number);
      expect(steps.find((one) => one.number === by)?.operation).toBe(hangUp.title);
    }
  });
});
