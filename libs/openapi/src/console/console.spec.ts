import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type Browser, type Page } from '../../../../test/support/browser.js';
import { grants, openShop, signOuts, tokenLife } from '../../../../test/support/contract-application.js';
import { OAuthError } from '@keelson/rest';
import { HttpSettings } from '@keelson/rest/ports';
import { OpenApiModule, publishDocument } from '../index.js';

let app: NestFastifyApplication;
let browser: Browser;
let page: Page;
let url: string;

beforeAll(async () => {
  app = await openShop({
    imports: [OpenApiModule],
    change: (settings) => settings.with(HttpSettings, { publicUrl: 'http://api.example.com' }),
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

const logIn = async (picture?: string) => {
  await click('.auth-wrapper .authorize');
  await page.until(`document.querySelector('#oauth_username')`);
  await type('#oauth_username', 'ada@example.com');
  await type('#oauth_password', 'correct horse battery');
  if (picture) await keep(picture);
  await click('.auth-container .authorize');
  await page.until(`document.querySelector('.console-who').textContent === 'Signed in as ada@example.com'`);
  await click('.btn-done');
};
const logOut = async () => {
  await click('.auth-wrapper .authorize');
  await page.until(
    `document.querySelector('.auth-btn-wrapper button.authorize, .auth-btn-wrapper button.modal-btn')`,
  );
  await page.evaluate(
    `[...document.querySelectorAll('.auth-btn-wrapper button')].find((one) => one.textContent === 'Logout').click()`,
  );
  await click('.btn-done');
};
const who = () => page.evaluate<string>(`document.querySelector('.console-who').textContent`);
const withKey = 'Requests are sent with the API key kls_owner0…';
const setKey = async (picture?: string) => {
  await click('.auth-wrapper .authorize');
  await page.until(`document.querySelector('#auth-bearer-value')`);
  await type('#auth-bearer-value', 'kls_owner0123456789');
  if (picture) await keep(picture);
  await page.evaluate(
    `document.querySelector('#auth-bearer-value').closest('.auth-container').querySelector('.authorize').click()`,
  );
  await expect.poll(who).toBe(withKey);
  await click('.btn-done');
};
/** While the dialog is open. */
const dropKey = async () => {
  await page.until(`document.querySelector('.auth-btn-wrapper button')`);
  await page.evaluate(
    `[...document.querySelectorAll('.auth-container')].find((one) => one.textContent.includes('API key')).querySelector('.auth-btn-wrapper button').click()`,
  );
  await click('.btn-done');
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
    await logIn('authorize');

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

  it('signs out on the server as well', async () => {
    tokenLife.seconds = 60;
    await logOut();
    await page.until(`document.querySelector('.console-who').textContent === 'Signed out.'`);
    expect(signOuts).toEqual(['Bearer owner']);
  });

  it('stays signed out when its token is being renewed', async () => {
    tokenLife.seconds = 2;
    await logIn();
    let release = () => {};
    tokenLife.held = new Promise((resolve) => (release = resolve));
    const before = grants.length;
    await expect.poll(() => grants.slice(before), { timeout: 15_000 }).toContain('refresh_token');
    await logOut();
    release();
    await page.until(`document.querySelector('.console-who').textContent === 'Signed out.'`);
    expect(signOuts).toHaveLength(2);
    expect(await page.evaluate(`Boolean(document.querySelector('.auth-wrapper .authorize.locked'))`)).toBe(
      false,
    );
    expect(grants.length).toBe(before + 1);
  });

  it('sends requests with an API key while one is set, then with the session again', async () => {
    tokenLife.seconds = 60;
    await logIn();
    await setKey('key');
    const sent = async () => {
      await click('[id$="read-me"] .execute');
      return page.evaluate<string>(
        `new Promise((done) => setTimeout(() => done(document.querySelector('[id$="read-me"] .curl')?.textContent ?? '')))`,
      );
    };
    await expect.poll(sent).toContain('Bearer kls_owner0123456789');
    await click('.auth-wrapper .authorize');
    await dropKey();
    await page.until(`document.querySelector('.console-who').textContent === 'Signed in as ada@example.com'`);
    await expect.poll(sent).toContain('Bearer owner');
    await logOut();
    await page.until(`document.querySelector('.console-who').textContent === 'Signed out.'`);
    expect(page.complaints.filter((one) => !one.includes('401'))).toEqual([]);
  });

  it('says that requests are sent with the API key also after the session has ended', async () => {
    tokenLife.seconds = 2;
    await logIn();
    await setKey();
    const ended = Promise.reject<void>(new OAuthError('invalid_grant', 'The session has ended.'));
    ended.catch(() => {});
    tokenLife.held = ended;
    await click('.auth-wrapper .authorize');
    // The dialog offers to sign in again.
    await page.until(`document.querySelector('#oauth_username')`);
    tokenLife.held = Promise.resolve();
    expect(await who()).toBe(withKey);
    await dropKey();
    expect(await who()).toContain('Not signed in.');
  });

  it('lets a keyboard reach the scope', async () => {
    await click('.auth-wrapper .authorize');
    await page.until(`document.querySelector('#oauth_username')`);
    await page.evaluate(`document.querySelector('#client_secret_password, #oauth_password').focus()`);
    const scope = `document.activeElement?.type === 'checkbox'`;
    for (let presses = 0; presses < 6 && !(await page.evaluate(scope)); presses += 1) await page.press('Tab');
    expect(await page.evaluate(scope)).toBe(true);
    await page.press(' ');
    expect(await page.evaluate(`document.activeElement.checked`)).toBe(true);
    expect(
      await page.evaluate(
        `getComputedStyle(document.querySelector('.checkbox input:focus-visible + label > .item')).outlineStyle`,
      ),
    ).toBe('solid');
    await keep('scope');
    await page.press(' ');
    await click('.btn-done');
  });

  it.each([390, 1280])('fits a window of %i pixels with operations open', async (width) => {
    if (width === 390) {
      await click('[id$="list-products"] .opblock-summary-control');
      await page.until(`document.querySelector('[id$="list-products"] .parameters')`);
    }
    await page.resize(width);
    await page.evaluate(`document.querySelector('[id$="list-products"]').scrollIntoView()`);
    await keep(`list-${width}`);
    await page.evaluate(`document.querySelector('[id$="read-me"]').scrollIntoView()`);
    await keep(`width-${width}`);
    const { wide, shown, beyond } = await page.evaluate<{
      wide: number;
      shown: number;
      beyond: string[];
    }>(`(() => {
      const { scrollWidth: wide, clientWidth: shown } = document.documentElement;
      const beyond = [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().left + one.scrollWidth > shown)
        .map((one) => one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 40));
      return { wide, shown, beyond };
    })()`);
    expect(wide, beyond.slice(0, 20).join('\n')).toBeLessThanOrEqual(shown);
  });
});
