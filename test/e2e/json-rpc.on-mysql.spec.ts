import { face, Feature, Invoker, OperationCatalog, rateLimited } from '@keelson/kernel';
import { ExactLimits } from '@keelson/platform';
import { verify, type Subject, type Verdict } from '@keelson/conformance';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { AccessGuard } from '@keelson/access';
import { access } from '../../libs/conformance/src/checks/access/access.js';
import { byJsonRpc } from '../conformance/json-rpc-subject.js';
import { startSubject } from '../conformance/subject.js';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { JsonRpcFace, type RpcRequest } from '../support/json-rpc-face.js';

/** An application that has a second face: its start proves that every operation is safe to call by it. */
@Module({ imports: [Feature.declare({}, face('JSON-RPC'))] })
class JsonRpcModule {}

describe('A second face', () => {
  let app: TestApp;
  let owner: SignedIn;
  let rpc: JsonRpcFace;

  beforeAll(async () => {
    app = await startApp({ modules: [JsonRpcModule] });
    const guard = app.get(AccessGuard);
    rpc = new JsonRpcFace(app.get(OperationCatalog), app.get(Invoker), (token) =>
      guard.confirm(`Bearer ${token}`),
    );
    owner = await app.signUp();
  });
  afterAll(() => app.close());

  const call = (method: string, params: RpcRequest['params'] = {}, token = owner.token) =>
    rpc.answer({ jsonrpc: '2.0', id: 1, method, params }, token);
  const anonymously = (method: string, params: RpcRequest['params']) =>
    rpc.answer({ jsonrpc: '2.0', id: 1, method, params });
  const product = (sku: string) => ({ sku, name: 'Rope', price: 1, currency: 'EUR', stock: 5 });
  const created = async (input: object) => {
    const { result } = await call('products:create', { input });
    return result?.value as { readonly id: string; readonly version: number };
  };

  it('creates, finds and lists what REST shows, member by member', async () => {
    const { id } = await created(product('rpc-1'));
    const read = await call('products:read', { id });
    expect(read.result?.value).toEqual((await owner.get(`/v1/products/${id}`)).json);
    const query = { 'filter[sku]': 'rpc-1', fields: 'sku,name' };
    const list = await call('products:list', { params: query });
    const shown = await owner.get('/v1/products?filter[sku]=rpc-1&fields=sku,name');
    expect(list.result?.value).toEqual(shown.json);
    expect(list.result?.value).toMatchObject({ data: [{ sku: 'rpc-1', name: 'Rope' }] });
  });

  it('validates, moves states, records and emits as REST does', async () => {
    const { id } = await created(product('rpc-2'));
    expect(
      (await call('products:update', { id, input: { price: -1, color: 'red' } })).error?.data,
    ).toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining([
        expect.objectContaining({ pointer: '/price' }),
        expect.objectContaining({ pointer: '/color' }),
      ]),
    });
    expect((await call('products:publish', { id })).result?.value).toMatchObject({ status: 'published' });
    expect((await call('products:publish', { id })).error?.data).toMatchObject({ code: 'wrong_state' });
    const entries = await owner.get(`/v1/audit-entries?filter[subjectId]=${id}&sort=createdAt`);
    expect(entries.json.data).toMatchObject([{ action: 'products:create' }, { action: 'products:publish' }]);
  });

  it('refuses a reference to what the caller may not see', async () => {
    const other = await app.signUp();
    const foreign = (await other.post('/v1/products', product('theirs'))).json.id as string;
    const input = { buyerEmail: 'a@example.com', lines: [{ productId: foreign, quantity: 1 }] };
    expect((await call('orders:create', { input })).error?.data).toMatchObject({
      code: 'reference_not_found',
      errors: [{ pointer: '/lines/0/productId' }],
    });
  });

  it('refuses a version that is no longer the row’s', async () => {
    const { id, version } = await created(product('rpc-3'));
    await call('products:update', { id, input: { price: 2 }, expects: [version] });
    expect(
      (await call('products:update', { id, input: { price: 3 }, expects: [version] })).error?.data,
    ).toMatchObject({ code: 'version_mismatch' });
    expect((await owner.get(`/v1/products/${id}`)).json.price).toBe(2);
  });

  it('shares idempotency keys with REST', async () => {
    const input = product('rpc-4');
    const byRest = await owner.post('/v1/products', input, { 'idempotency-key': 'shared' });
    const byRpc = await call('products:create', { input, key: 'shared' });
    expect(byRpc.result).toMatchObject({ replayed: true, value: byRest.json });
    const first = await call('products:create', { input: product('rpc-5'), key: 'other way' });
    const second = await owner.post('/v1/products', product('rpc-5'), { 'idempotency-key': 'otherway' });
    expect(first.error?.data).toMatchObject({ code: 'validation_failed' });
    expect(second.status).toBe(201);
    expect(
      (await call('products:create', { input: { ...input, price: 9 }, key: 'shared' })).error?.data,
    ).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('tells nothing of what goes wrong inside, nor of operations that are not there', async () => {
    expect(await call('products:melt')).toMatchObject({ error: { code: -32_601 } });
    expect(await call('products:import')).toMatchObject({ error: { code: -32_601 } });
    expect((await call('products:list', {}, 'forged')).error?.data).toMatchObject({
      code: 'unauthenticated',
    });
    expect((await call('me:read', { params: { verbose: '1' } })).error?.data).toMatchObject({
      code: 'validation_failed',
      errors: [{ parameter: 'verbose' }],
    });
  });

  it('signs people up, and has them change and close their accounts, as REST does', async () => {
    const email = 'rpc@example.com';
    const password = 'nine blue herons wade';
    const input = { email, password, name: 'Grace', organization: 'Herons' };
    expect((await anonymously('auth:sign-up', { input })).result).toMatchObject({ value: { email } });
    const session = async (secret: string) => {
      const body = { grant_type: 'password', username: email, password: secret };
      return (await app.http('POST', '/v1/auth/token', { body })).json.access_token as string | undefined;
    };
    const token = await session(password);
    const next = 'ten grey geese depart';
    const change = { currentPassword: password, password: next };
    const wrong = await call('me:change-password', { input: { ...change, currentPassword: next } }, token);
    expect(wrong.error?.data).toMatchObject({ code: 'identity.wrong_password' });
    const weak = await call('me:change-password', { input: { ...change, password: email } }, token);
    expect(weak.error?.data).toMatchObject({ code: 'identity.weak_password' });
    expect(await call('me:change-password', { input: change }, token)).toHaveProperty('result');
    expect([await session(password), typeof (await session(next))]).toEqual([undefined, 'string']);
    expect(await call('me:close', { input: { password: next } }, token)).toHaveProperty('result');
    expect(await session(next)).toBeUndefined();
  });

  it('counts attempts as REST does, and refuses them before anything is done', async () => {
    const taken = vi.spyOn(app.get(ExactLimits), 'take');
    const input = { email: 'nobody@example.com' };
    expect((await app.http('POST', '/v1/auth/forgot-password', { body: input })).status).toBe(202);
    expect(await anonymously('auth:forgot-password', { input })).toHaveProperty('result');
    const [[limit, network, most] = [], byRpc] = taken.mock.calls;
    expect([limit, network]).toEqual(['forgot-password', '127.0.0.1']);
    expect(byRpc).toEqual([limit, '192.0.2.0', most]);
    taken.mockRejectedValueOnce(rateLimited());
    const refused = await anonymously('auth:forgot-password', { input: { email: 5 } });
    expect(refused.error?.data).toMatchObject({ code: 'rate_limited' });
    taken.mockRestore();
  });

  it('leaves these operations to REST, each for a reason', () => {
    const { operations } = app.get(OperationCatalog);
    const left = operations.filter(({ onlyOnRest }) => onlyOnRest !== null);
    expect(left.map(({ name, onlyOnRest }) => `${name}: ${onlyOnRest}`).toSorted()).toEqual([
      'event-log:read: it waits for events while its connection is open',
      'jobs:read-file: its response is a file',
      'orders:import: its body is a file',
      'products:import: its body is a file',
    ]);
  });
});

// conformance.spec.ts has the matrix of REST on both engines. The night compares those of all modules, here are the rows with
// owners and states, and people with their rights.
const isNight = Boolean(process.env['KEELSON_NIGHT']);
const feature = isNight ? null : ['orders', 'organizations'];

describe('The access matrix', () => {
  const judged = ({ operations }: Verdict) =>
    operations.map(({ title, checks }) => `${title}: ${checks.access?.held} trials held`).toSorted();
  const faults = ({ findings }: Verdict) => findings.map(({ rule, message }) => `${rule}: ${message}`);
  let subject: Subject;
  afterAll(() => subject?.close());

  it('is the same by JSON-RPC as by REST, for every operation that it can call', async () => {
    subject = await startSubject(inject('engine'), inject('servers'), { modules: [JsonRpcModule] });
    const byRest = await verify(subject, { feature, checks: [access] });
    const called = new Set<string>();
    const byRpc = await verify(
      byJsonRpc(subject, ({ name }) => called.add(name)),
      { feature, checks: [access] },
    );
    expect(faults(byRpc)).toEqual([]);
    expect(faults(byRest)).toEqual([]);
    expect(judged(byRpc)).toEqual(judged(byRest));
    const callable = subject.application
      .get(OperationCatalog, { strict: false })
      .operations.filter(({ onlyOnRest }) => onlyOnRest === null)
      .map(({ name }) => name);
    expect(callable).toEqual(expect.arrayContaining([...called]));
    const missed = callable.filter((name) => !called.has(name) && (isNight || name.startsWith('orders:')));
    expect(missed).toEqual([]);
  }, 300_000);
});
