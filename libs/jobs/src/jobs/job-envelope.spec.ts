import { Caller, defineJob, Email, Instant, Text, withContext, type JobDefinition } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { InvalidJobError } from './job-handler.js';
import { contextOf, openEnvelope, readPayload, sealJob } from './job-envelope.js';

const organizationId = '01890a5d-ac96-774b-bcce-b302099a8057';
const userId = '01890a5d-ac96-774b-bcce-b302099a8058';
const keyId = '01890a5d-ac96-774b-bcce-b302099a8059';

class Reminder {
  @Email()
  to!: string;

  @Instant()
  due!: Date;

  @Text({ max: 100_000, optional: true })
  note?: string | null;
}

const reminder = defineJob('trial.remind', Reminder);
const payload = { to: 'ada@example.com', due: new Date('2026-01-31T12:00:00.000Z') };

/** As it arrives at a worker. */
function carried(changes: object = {}): unknown {
  const { scope, ...job } = { ...sealJob(reminder, payload), ...changes };
  const organizationId = scope.kind === 'organization' ? scope.organizationId : null;
  const attempt = { id: userId, attempt: 1, maxAttempts: 5, admittedAt: new Date(), checkpoint: null };
  return JSON.parse(JSON.stringify({ ...job, organizationId, ...attempt }));
}

describe('the envelope of a job', () => {
  it('brings payload and context to the other side as they were', () => {
    const sealed = withContext(
      {
        requestId: 'r-1',
        operation: 'orders:place',
        caller: new Caller({ userId, organizationId, role: 'owner', permissions: new Set(), keyId }),
      },
      () => sealJob(reminder, payload),
    );
    expect(sealed).toEqual({
      payload: { to: 'ada@example.com', due: '2026-01-31T12:00:00.000Z', note: null },
      requestId: 'r-1',
      scope: { kind: 'organization', organizationId },
      callerId: userId,
      keyId,
      operation: 'orders:place',
    });

    const opened = openEnvelope(carried(sealed));
    const read = readPayload(reminder, opened.payload);
    expect(read).toBeInstanceOf(Reminder);
    expect(read).toEqual({ ...payload, note: null });
    expect(contextOf(reminder as unknown as JobDefinition, opened)).toEqual({
      requestId: 'r-1',
      caller: null,
      causedBy: userId,
      causedByKey: keyId,
      operation: 'orders:place',
      scope: { kind: 'organization', organizationId },
      unit: null,
    });
  });

  it('does without a context', () => {
    const context = contextOf(reminder as unknown as JobDefinition, openEnvelope(carried()));
    expect(context.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(context).not.toHaveProperty('scope');
    expect(context.operation).toBe('trial.remind');
  });

  it('keeps the user, and the key, that caused a job of a job', () => {
    const sealed = withContext({ causedBy: userId, causedByKey: keyId }, () => sealJob(reminder, payload));
    expect(sealed).toMatchObject({ callerId: userId, keyId });
  });

  it('is read as without a key when a version before keys has sealed it', () => {
    const { keyId: _key, ...before } = carried() as Record<string, unknown>;
    expect(openEnvelope(before)).toMatchObject({ callerId: null, keyId: null });
  });

  it.each([
    ['an unknown field', { ...payload, token: 's3cret' }, '/token'],
    ['a wrong value', { ...payload, to: 's3cret' }, '/to'],
    ['a missing field', { to: payload.to }, '/due'],
  ])('refuses %s without repeating the value', (_, wrong, pointer) => {
    const refusal = `The payload of job "trial.remind" is invalid at ${pointer}.`;
    expect(() => sealJob(reminder, wrong as Reminder)).toThrow(refusal);
    const { payload: late } = openEnvelope(carried({ payload: wrong }));
    expect(() => readPayload(reminder, late)).toThrow(new InvalidJobError(refusal));
  });

  it.each([null, 'text', {}, { payload, requestId: 'r', organizationId: 7 }])(
    'refuses what is no envelope: %j',
    (data) => {
      expect(() => openEnvelope(data)).toThrow('not a job envelope');
    },
  );

  it('refuses what is too large to carry', () => {
    expect(() => sealJob(reminder, { ...payload, note: 'x'.repeat(70_000) })).toThrow(
      'Enqueue an id instead',
    );
  });
});
