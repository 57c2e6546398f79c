import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { signIn, type Http, type SignedIn } from '@keelson/testing';

const run = promisify(execFile);

/** Somebody new, signed up over HTTP. */
export async function signUp(http: Http): Promise<SignedIn> {
  const email = `u${randomBytes(6).toString('hex')}@example.com`;
  const password = 'correct horse battery';
  const body = { email, password, name: 'Ada', organization: 'Ada Marine' };
  const answer = await http('POST', '/v1/auth/sign-up', { body });
  expect(answer.status, answer.text).toBe(201);
  return signIn(http, email, password);
}

/**
 * The README's five minutes: from nobody to a paid order, and what it leaves behind. Written to one process and read
 * from another, where there are two.
 */
export async function sellSomething(
  http: Http,
  reader: Http = http,
): Promise<{ ada: SignedIn; orderId: string }> {
  const ada = await signUp(http);
  const { token } = ada;
  const elsewhere = (path: string) => reader('GET', path, { token });
  const sku = `ROPE-${randomBytes(3).toString('hex')}`;
  const rope = { sku, name: 'Mooring rope, 12 mm', price: 1999, currency: 'EUR', stock: 50 };

  const product = await ada.post('/v1/products', rope, { 'idempotency-key': sku });
  expect(product.status, product.text).toBe(201);
  const again = await ada.post('/v1/products', rope, { 'idempotency-key': sku });
  expect(again.json.id).toBe(product.json.id);
  expect((await ada.post(`/v1/products/${product.json.id}/publish`)).status).toBe(200);

  const order = await ada.post('/v1/orders', {
    buyerEmail: 'grace@example.com',
    lines: [{ productId: product.json.id, quantity: 2 }],
  });
  expect(order.status, order.text).toBe(201);
  const orderId = order.json.id as string;
  expect((await ada.post(`/v1/orders/${orderId}/place`)).status).toBe(200);
  const payment = { amount: 3998, currency: 'EUR', method: 'transfer', externalReference: 'bank-17' };
  expect((await ada.post(`/v1/orders/${orderId}/pay`, payment)).status).toBe(200);

  const paid = await elsewhere('/v1/orders?filter[status]=paid&count=true');
  expect(paid.json.data.map(({ id }: { id: string }) => id)).toEqual([orderId]);
  expect((await elsewhere(`/v1/products/${product.json.id}?fields=sku,stock`)).json).toMatchObject({
    sku,
    stock: 48,
  });
  const audit = await elsewhere('/v1/audit-entries?limit=3');
  expect(audit.json.data).toHaveLength(3);
  const placed = await ada.post(`/v1/orders/${orderId}/place`);
  expect(placed.status).toBe(409);
  expect(placed.headers['content-type']).toContain('application/problem+json');
  return { ada, orderId };
}

/** What those commands print, among other things; the last request has two faults, and each is named by its place. */
export const readmePrints = [
  '"stock":48',
  '"status":"paid"',
  '"status":409',
  '"pointer":"/price"',
  '"pointer":"/color"',
];

/**
 * Runs the commands of the README's "Five minutes with curl" as they stand there.
 * @param api in place of the address that they begin with
 * @returns what they print; null without curl
 */
export async function runReadme(api: string): Promise<string | null> {
  if (!(await run('curl', ['--version']).catch(() => null))) return null;
  const readme = readFileSync(fileURLToPath(new URL('../../../README.md', import.meta.url)), 'utf8');
  const blocks = /## Five minutes with curl([^]*?)\n## /.exec(readme)?.[1]?.matchAll(/```sh\n([^]*?)```/g);
  const commands = [...(blocks ?? [])].map(([, block]) => block).join('\n');
  expect(commands).toContain('api=http://127.0.0.1:3000');
  const { stdout } = await run('sh', ['-eu', '-c', commands.replace('http://127.0.0.1:3000', api)]);
  return stdout;
}

/** Mails in a process's data folder, once there is one for this address. */
export async function mailFor(email: string, data: string): Promise<string> {
  return vi.waitFor(
    () => {
      const mail = mailsIn(data).find((text) => text.includes(email));
      if (!mail) throw new Error(`no mail for ${email} below ${data}`);
      return mail;
    },
    { timeout: 10_000, interval: 50 },
  );
}

export function mailsIn(data: string): string[] {
  const folder = join(data, 'mail');
  try {
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  } catch {
    return [];
  }
}
