import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { signIn, type SignedIn } from '../../support/app.js';
import { type Http, httpTo } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  startKeelson,
  type KeelsonProcess,
} from '../../support/keelson-process.js';
import { claimRedisDatabase, createDatabase, freePort, type TestDatabase } from '@keelson/testing/servers';
import { draft, sell, stockOf, tally } from '../../support/shop.js';
import { signUp } from './journey.js';

const isAboutMail = (line: string) =>
  line.includes('SMTP_URL is not set: emails are not sent but written to');

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** What a machine that is too busy causes by itself: a look at the database or the queue that was given up in time. */
const slowness =
  /The connection was closed after its deadline\.|(?:PostgreSQL|Redis|The queue) did not respond within \d+ ms\.|no response within \d+ ms|No database connection became free within \d+ ms\./;

/** Requests have two minutes: none may be given up. */
function isSlowness(line: string): boolean {
  return !line.includes('"context":"Http"') && slowness.test(line);
}

/**
 * What orders-under-load.feature.spec.ts shows within one process, once more with everything real: two servers, their
 * pools and their connections.
 * @param clients that ask at once; a multiple of four
 */
export function sellFromTwoProcesses(clients: number): void {
  const data = dataFolder();
  const processes: KeelsonProcess[] = [];
  let database: TestDatabase;
  let queue: TestDatabase | null = null;
  let ada: SignedIn;
  let elsewhere: SignedIn;
  let sites: readonly Http[] = [];

  beforeAll(async () => {
    const servers = inject('servers');
    [database, queue] = await Promise.all([
      createDatabase(inject('engine'), servers),
      servers.redis ? claimRedisDatabase(servers) : null,
      buildKeelson(),
    ]);
    const environment = {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      REDIS_URL: queue?.url ?? '',
      KEELSON_DATA: data.path,
      RATE_LIMIT_PER_MINUTE: '100000',
      // How long many requests at once take is the machine's; what they come to is ours.
      REQUEST_DEADLINE_MS: '120000',
    };
    // Both at once: the second waits for the first one's migrations.
    processes.push(
      ...(await Promise.all(
        [await freePort(), await freePort()].map((port) =>
          startKeelson({ environment: { ...environment, PORT: String(port) } }),
        ),
      )),
    );
    sites = (await Promise.all(processes.map((each) => each.url()))).map(httpTo);
    const [left, right] = sites;
    if (!left || !right) throw new Error('two processes were to be started');
    ada = await signUp(left);
    elsewhere = await signIn(right, ada.email, ada.password);
  }, 120_000);

  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()));
    await Promise.all([database?.drop(), queue?.drop()]);
    data.remove();
  });

  it('sells the last of a product once each, to four times as many who want one', async () => {
    const product = await sell(ada, { stock: clients / 4 });
    const orders = await times(clients, () => draft(ada, product));
    const answers = await times(clients, (index) =>
      (index % 2 ? ada : elsewhere).post(`/v1/orders/${orders[index]}/place`),
    );
    expect(tally(answers)).toEqual({ '200': clients / 4, '409 catalog.out_of_stock': (clients * 3) / 4 });
    expect(await stockOf(elsewhere, product)).toBe(0);
  });

  it('places orders of two products in opposite orders, and no client sees a deadlock', async () => {
    const [left, right] = [await sell(ada, { stock: 1_000 }), await sell(ada, { stock: 1_000 })];
    const lines = [
      { productId: left, quantity: 2 },
      { productId: right, quantity: 3 },
    ];
    const orders = await times(clients, (index) => draft(ada, ...(index % 2 ? lines : lines.toReversed())));
    const answers = await times(clients, (index) =>
      (index % 4 < 2 ? ada : elsewhere).post(`/v1/orders/${orders[index]}/place`),
    );
    expect(tally(answers)).toEqual({ '200': clients });
    expect([await stockOf(ada, left), await stockOf(elsewhere, right)]).toEqual([
      1_000 - clients * 2,
      1_000 - clients * 3,
    ]);
  });

  it('refuses an API key in both once one has revoked it', async () => {
    const made = await ada.post('/v1/api-keys', { name: 'Till' });
    expect(made.status, made.text).toBe(201);
    const { json } = made;
    const asks = sites.map((http) => () => http('GET', '/v1/products', { token: json.key }));
    const statuses = async () => (await Promise.all(asks.map((ask) => ask()))).map(({ status }) => status);
    expect(await statuses()).toEqual([200, 200]);
    expect((await ada.delete(`/v1/api-keys/${json.id}`)).status).toBe(204);
    await vi.waitFor(async () => expect(await statuses()).toEqual([401, 401]), { timeout: 15_000 });
  });

  it('ends both in order, and neither has warned of anything but a slow machine', async ({ annotate }) => {
    const endings = await Promise.all(processes.map((each) => each.stop()));
    expect(endings.map(({ code }) => code)).toEqual([0, 0]);
    const alarms = processes.flatMap((each) =>
      (each.stdout() + each.stderr())
        .split('\n')
        .filter((line) => /"level":("(warn|error|fatal)"|[456]0)/.test(line)),
    );
    // Without SMTP, a start in production says where emails go.
    expect(alarms.filter(isAboutMail)).toHaveLength(processes.length);
    const slow = alarms.filter(isSlowness);
    if (slow.length > 0) await annotate(`a slow machine: ${slow.join(' ')}`);
    expect(alarms.filter((line) => !slow.includes(line) && !isAboutMail(line))).toEqual([]);
  });
}
