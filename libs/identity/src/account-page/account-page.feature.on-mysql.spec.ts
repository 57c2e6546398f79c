import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, signIn, type TestApp } from '../../../../test/support/app.js';
import { startBrowser, type Browser, type Page } from '../../../../test/support/browser.js';
import { Mailbox } from '@keelson/testing';

describe('The page that links in mails lead to', () => {
  let app: TestApp;
  let browser: Browser;
  let page: Page;
  let url: string;
  const mailbox = new Mailbox();
  const next = 'another battery staple';

  beforeAll(async () => {
    app = await startApp({ override: mailbox.override });
    await app.nest.listen(0, '127.0.0.1');
    url = await app.nest.getUrl();
    browser = await startBrowser();
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  /** As a new tab would: an address that differs in its fragment only does not load the page again. */
  const open = async (fragment: string) => {
    await page.open('about:blank');
    await page.open(`${url}/account${fragment}`);
    await page.until(
      `document.readyState === 'complete' && document.querySelector('section:not([hidden]) input')`,
    );
  };
  const fill = (values: Readonly<Record<string, string>>) =>
    page.evaluate(`(() => {
      const form = document.querySelector('section:not([hidden]) form');
      for (const [name, value] of Object.entries(${JSON.stringify(values)})) form.elements[name].value = value;
      form.querySelector('button').click();
    })()`);
  const said = async () => {
    await page.until(`document.getElementById('status').textContent !== ''`);
    return page.evaluate<string>(`document.getElementById('status').textContent`);
  };
  const keep = async (name: string) => {
    const folder = process.env['SCREENSHOTS'];
    if (folder) writeFileSync(`${folder}/account-${name}.png`, await page.screenshot());
  };

  it('proves an address, says what is wrong, and keeps the token out of the address bar', async () => {
    const ada = await app.signUp({ isProven: false });
    await open(`#prove=${await mailbox.token(ada.email, 'prove')}`);
    await keep('prove');
    expect(await page.evaluate('location.href')).toBe(`${url}/account`);
    await fill({ password: next });
    expect(await said()).toBe('The password is incorrect');
    await keep('wrong');
    await fill({ password: ada.password });
    await page.until(`document.getElementById('status').textContent.includes('is verified')`);
    await keep('proven');
  });

  it('resets a password', async () => {
    const ada = await app.signUp();
    await open('');
    await fill({ email: ada.email });
    expect(await said()).toContain('open the link in the email');
    await open(`#reset=${await mailbox.token(ada.email, 'reset')}`);
    await fill({ password: next });
    expect(await said()).toContain(`The password of ${ada.email} is set`);
    await signIn(app.http, ada.email, next);
  });

  it('confirms a new address, and takes it back', async () => {
    const ada = await app.signUp();
    const email = 'page@example.com';
    await ada.post('/v1/me/change-address', { email, password: ada.password });
    await open(`#change=${await mailbox.token(email, 'change')}`);
    await fill({ email: ada.email, password: ada.password });
    expect(await said()).toBe(`Your email address is now ${email}.`);
    await open(`#undo=${await mailbox.token(ada.email, 'undo')}`);
    await fill({ password: next });
    expect(await said()).toContain(ada.email);
    await signIn(app.http, ada.email, next);
  });

  it('fits a phone, is used by keyboard, and loads nothing from elsewhere', async () => {
    await open(`#invitation=kin_${'0'.repeat(32)}_${'A'.repeat(43)}`);
    await page.resize(390);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await keep('phone');
    const names: string[] = [];
    for (let presses = 0; presses < 7; presses += 1) {
      names.push(await page.evaluate(`document.activeElement.name || document.activeElement.tagName`));
      await page.press('Tab');
    }
    expect(names.slice(0, 6)).toEqual(['name', 'password', 'BUTTON', 'email', 'password', 'BUTTON']);
    const hosts = await page.evaluate<string[]>(
      `[...new Set(performance.getEntriesByType('resource').map((one) => new URL(one.name).host))]`,
    );
    expect(hosts).toEqual([new URL(url).host]);
    // A wrong password is an answer that the browser notes.
    expect(page.complaints.filter((one) => !one.includes('status of 4'))).toEqual([]);
  });

  it('has headers that keep it to itself, and no other files', async () => {
    const { headers } = await app.http('GET', '/account');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(await app.http('GET', '/account/')).toMatchObject({ status: 308 });
    for (const path of ['/account/assets/other.js', '/account/other'])
      expect((await app.http('GET', path)).status).toBe(404);
  });
});
