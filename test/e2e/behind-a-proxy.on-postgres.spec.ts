import { ApiDocument } from '@keelson/platform';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startApp, type Answer, type Http, type SignedIn, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import { httpTo } from '@keelson/testing';
import { dataFolder, type DataFolder } from '../support/keelson-process.js';
import { keptContract } from '@keelson/testing/judge';
import { freePort, type RunningServer } from '@keelson/testing/servers';
import { startNginx } from '../support/servers/index.js';
import { mailFor, mailsIn, readmePrints, runReadme, sellSomething } from './process/journey.js';

// What leads through a proxy does not depend on the database.
describe.runIf(inject('engine') === 'postgres')('behind a proxy that cuts a path off', () => {
  let nginx: RunningServer;
  let app: TestApp;
  let data: DataFolder;
  let port: number;
  /** As PUBLIC_URL has it. */
  let base: string;
  /** Any address that an answer held, as a client resolves it. */
  let follow: Http;
  /** A path of the API, written behind the base as the README does; every answer is as the document says. */
  let http: Http;
  let ada: SignedIn;
  let made: Answer;
  const product = { name: 'Of steel', price: 900, currency: 'EUR', stock: 3 };

  beforeAll(async () => {
    port = await freePort();
    data = dataFolder();
    nginx = await startNginx({
      server: [
        'gzip on; gzip_proxied any; gzip_min_length 1; gzip_types application/json;',
        `location /api/ { gzip off; proxy_pass http://127.0.0.1:${port}/; }`,
        `location /zipped/ { proxy_pass http://127.0.0.1:${port}/; }`,
      ],
    });
    base = `${nginx.url}/api`;
    app = await startApp({ environment: { PUBLIC_URL: base, KEELSON_DATA: data.path } });
    await app.nest.listen(port, '127.0.0.1');
    follow = httpTo(base);
    http = async (method, path, request = {}) => {
      const answer = await follow(method, base + path, request);
      // The proxy names itself.
      const { server: _, ...headers } = answer.headers;
      keptContract(app.nest, method, path, request, { ...answer, headers });
      return answer;
    };
    ada = await app.signUp();
    made = await ada.post('/v1/products', { ...product, sku: 'CLEAT' });
    await ada.post('/v1/products', { ...product, sku: 'BUOY' });
  });
  afterAll(async () => {
    await app?.close();
    await nginx?.stop();
    data?.remove();
  });

  it('sells something, and every address that comes back leads somewhere', async () => {
    const seller = await sellSomething(http);
    const { token } = ada;
    const location = String(made.headers['location']);
    expect(location).toBe(`/api/v1/products/${made.json.id}`);
    expect((await follow('GET', location, { token })).json.id).toBe(made.json.id);

    const first = await http('GET', '/v1/products?limit=1&filter[status]=draft', { token });
    const next = /^<(\/api\/v1\/products\?[^>]+)>; rel="next"$/.exec(String(first.headers['link']))?.[1];
    const second = await follow('GET', String(next), { token });
    expect([first, second].map(({ json }) => json.data[0].sku)).toEqual(['BUOY', 'CLEAT']);

    const refused = await seller.ada.post(`/v1/orders/${seller.orderId}/place`);
    expect(refused.json).toMatchObject({
      type: `${base}/docs/problems/${refused.json.code}`,
      instance: `/api/v1/orders/${seller.orderId}/place`,
    });
    expect((await follow('GET', refused.json.type)).text).toContain(refused.json.code);
    expect((await follow('GET', new URL('../problems', refused.json.type).href)).status).toBe(200);
  });

  it('does what the README promises', async ({ skip }) => {
    const printed = (await runReadme(base)) ?? skip('there is no curl here');
    for (const text of readmePrints) expect(printed).toContain(text);
  });

  it('says where a job and its file are', async () => {
    const { token } = ada;
    const accepted = await http('POST', '/v1/products/export?format=ndjson', { token });
    const { id, location } = accepted.json as { id: string; location: string };
    expect([location, accepted.headers['location']]).toEqual([`/api/v1/jobs/${id}`, location]);
    await vi.waitFor(
      async () => expect((await follow('GET', location, { token })).json.state).toBe('done'),
      20_000,
    );
    expect((await follow('GET', `${location}/file`, { token })).text).toContain('"sku":"BUOY"');
  });

  it('writes the address into mails and into the document', async () => {
    const { email } = await app.signUp();
    expect((await mailFor(email, data.path)).replaceAll(/=\r?\n/g, '')).toContain(`${base}/account#`);
    const document = (await follow('GET', `${base}/openapi.json`)).json as ApiDocument['document'];
    expect(document.servers).toMatchObject([{ url: base }]);
    expect(document.info).toMatchObject({ contact: { url: `${base}/docs` } });
    expect(document.components.securitySchemes).toMatchObject({
      oauth2: { flows: { password: { tokenUrl: `${base}/v1/auth/token` } } },
    });
    const problem = `${base}/docs/problems/not_found`;
    expect(JSON.stringify(document)).toContain(problem);
    expect((await follow('GET', problem)).status).toBe(200);
  });

  it('does not repeat the host of an absolute request target', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      [
        'GET http://evil.example/v1/products?limit=1 HTTP/1.1',
        'Host: evil.example',
        `Authorization: Bearer ${ada.token}`,
        'Connection: close',
        '\r\n',
      ].join('\r\n'),
    );
    const answer = await text(socket);
    expect(answer).toMatch(/\r\nlink: <\/api\/v1\/products\?limit=1&cursor=\S+>; rel="next"\r\n/i);
    expect(answer).not.toContain('evil');
  });

  it('shows the docs, also with a slash behind their address', async () => {
    const browser = await startBrowser();
    try {
      const page = await browser.newPage();
      await page.open(`${base}/docs/`);
      await page.until(`document.querySelectorAll('.opblock').length > 40`, 50_000);
      const [own, ...others] = await page.evaluate<string[]>(
        `[location.href, document.querySelector('.servers option').value,
          ...performance.getEntriesByType('resource').map((one) => one.name)]`,
      );
      expect(own).toBe(`${base}/docs`);
      expect(others.length).toBeGreaterThan(4);
      expect(others.filter((one) => one !== base && !one.startsWith(`${base}/`))).toEqual([]);
      expect(page.complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);

  it('leads from the mails to an account page that works below the path', async () => {
    const browser = await startBrowser();
    try {
      const page = await browser.newPage();
      /** Opens the link of the newest mail to an address as it stands there. */
      const openMail = async (email: string, task: string) => {
        const link = await linkTo(email, task);
        expect(link.startsWith(`${base}/account#${task}=`), link).toBe(true);
        await page.open('about:blank');
        await page.open(link);
        await page.until(
          `document.readyState === 'complete' && document.querySelector('section:not([hidden]) input')`,
        );
      };
      const submit = async (values: Readonly<Record<string, string>>) => {
        await page.evaluate(`(() => {
          const form = document.querySelector('section:not([hidden]) form');
          for (const [name, value] of Object.entries(${JSON.stringify(values)})) form.elements[name].value = value;
          form.querySelector('button').click();
        })()`);
        await page.until(`document.getElementById('status').textContent !== ''`);
        return page.evaluate<string>(`document.getElementById('status').textContent`);
      };
      const grace = await app.signUp({ isProven: false });
      await openMail(grace.email, 'prove');
      expect(await submit({ password: grace.password })).toBe(
        `${grace.email} is verified. You can close this page.`,
      );
      const guest = 'guest@example.com';
      expect((await ada.post('/v1/invitations', { email: guest, role: 'member' })).status).toBe(201);
      await openMail(guest, 'invitation');
      expect(await submit({ name: 'Guest', password: 'four white boats at sea' })).toContain(
        'You have accepted the invitation',
      );
      const members = await ada.get('/v1/members?q=guest');
      expect(members.json.data).toMatchObject([{ name: 'Guest', status: 'active' }]);
      const loaded = await page.evaluate<string[]>(
        `performance.getEntriesByType('resource').map((one) => one.name)`,
      );
      expect(loaded.filter((one) => !one.startsWith(`${base}/`))).toEqual([]);
      expect(page.complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);

  /** The link for a task in a mail to an address; waits for it. */
  const linkTo = (email: string, task: string): Promise<string> =>
    vi.waitFor(
      () => {
        const [link] = mailsIn(data.path)
          .filter((mail) => mail.includes(`To: ${email}`))
          .map((mail) => mail.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='))
          .flatMap((mail) => new RegExp(`https?://\\S+#${task}=[\\w-]+`).exec(mail)?.[0] ?? []);
        if (!link) throw new Error(`${email} has no mail with a link for ${task}.`);
        return link;
      },
      { timeout: 20_000, interval: 50 },
    );

  it('keeps ETags usable where the proxy compresses nothing', async () => {
    const path = `/v1/products/${made.json.id}`;
    const accepting = { token: ada.token, headers: { 'accept-encoding': 'gzip' } };
    const change = async (prefix: string, etag: string) =>
      (
        await follow('PATCH', `${nginx.url}${prefix}${path}`, {
          token: ada.token,
          body: { stock: 2 },
          headers: { 'if-match': etag },
        })
      ).status;
    const zipped = String((await follow('GET', `${nginx.url}/zipped${path}`, accepting)).headers['etag']);
    // RFC 9110, section 13.1.1: If-Match compares strongly, and nginx weakens what it compresses.
    expect([zipped, await change('/zipped', zipped)]).toEqual(['W/"1"', 412]);
    const plain = String((await follow('GET', `${base}${path}`, accepting)).headers['etag']);
    expect([plain, await change('/api', plain)]).toEqual(['"1"', 200]);
  });
});
