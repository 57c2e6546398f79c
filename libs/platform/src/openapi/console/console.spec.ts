import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type Browser, type Page } from '../../../../../test/support/browser.js';
import { grants, openShop, options, tokenLife } from '../../../../../test/support/contract-application.js';
import { OpenApiModule, publishDocument } from '../index.js';

let app: NestFastifyApplication;
let browser: Browser;
let page: Page;
let url: string;

beforeAll(async () => {
  app = await openShop({
    imports: [OpenApiModule],
    options: { http: { ...options.http, publicUrl: 'http://api.example.com' } },
  });
  publishDocument(app);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  browser = await startBrowser();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** React only sees a value that is set as a person would. */
const type = (selector: string, value: string) =>
  page.evaluate(`(() => {
    const input = document.querySelector(${JSON.stringify(selector)});
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, ${JSON.stringify(value)});
    input.dispatchEvent(new Event('input', { bubbles: true }));
  })()`);
const click = (selector: string) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
const keep = async (name: string) => {
  const folder = process.env['SCREENSHOTS'];
  if (folder) writeFileSync(`${folder}/${name}.png`, await page.screenshot());
};

describe('the console in a browser', () => {
  it('shows every operation, from local files and within its policy', async () => {
    await page.open(`${url}/docs`);
    await page.until(`document.querySelectorAll('.opblock').length >= 14`);
    expect(await page.evaluate(`document.querySelector('.info .title').textContent`)).toContain(
      'Keelson API',
    );
    const hosts = await page.evaluate<string[]>(
      `[...new Set(performance.getEntriesByType('resource').map((one) => new URL(one.name).host))]`,
    );
    expect(hosts).toEqual([new URL(url).host]);
    await keep('console');
    expect(page.complaints).toEqual([]);
  });

  it('signs in by password, calls, and renews its token by itself', async () => {
    tokenLife.seconds = 2;
    await click('.auth-wrapper .authorize');
    await page.until(`document.querySelector('#oauth_username')`);
    await type('#oauth_username', 'ada@example.com');
    await type('#oauth_password', 'correct horse battery');
    await keep('authorize');
    await click('.auth-container .authorize');
    await page.until(`document.querySelector('.console-who').textContent === 'Signed in as ada@example.com'`);
    await click('.btn-done');

    await page.until('true');
    const before = grants.length;
    await expect.poll(() => grants.slice(before), { timeout: 10_000 }).toContain('refresh_token');

    await click('[id$="read-me"] .opblock-summary-control');
    await page.until(`document.querySelector('.try-out__btn')`);
    await click('.try-out__btn');
    await page.until(`document.querySelector('.execute')`);
    await click('.execute');
    await page.until(
      `document.querySelector('.live-responses-table tr.response td.response-col_status')?.textContent.startsWith('200')`,
    );
    await page.evaluate(`document.querySelector('[id$="read-me"]').scrollIntoView()`);
    await keep('answer');
    expect(page.complaints).toEqual([]);
  });
});
