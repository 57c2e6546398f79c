import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AccessControl } from './access-control.js';
import { MailTokens } from './mail-tokens.js';

const ada = { id: '01890a5d-ac96-774b-bcce-b302099a8057', nonce: 'ada@example.com' };
const prove = { name: 'prove-address', prefix: 'kpa' };
const invite = { name: 'invitation', prefix: 'kin' };

const tokensOf = (installation: string) =>
  new MailTokens({
    authority: {
      secretFor: (purpose: string) =>
        Promise.resolve(createHmac('sha256', installation).update(purpose).digest()),
    },
  } as unknown as AccessControl);

describe('the token of a link in a mail', () => {
  const tokens = tokensOf('here');

  it('names its row and fits it', async () => {
    const token = await tokens.write(prove, ada);
    expect(token).toMatch(/^kpa_01890a5dac96774bbcceb302099a8057_[A-Za-z0-9_-]{43}$/);
    expect(tokens.idOf(prove, token)).toBe(ada.id);
    expect(await tokens.fits(prove, token, ada)).toBe(true);
  });

  it('fits no other row, nonce, purpose or installation', async () => {
    const token = await tokens.write(prove, ada);
    const other = '01890a5d-ac96-774b-bcce-b302099a8058';
    expect(await tokens.fits(prove, token, { ...ada, id: other })).toBe(false);
    expect(await tokens.fits(prove, token, { ...ada, nonce: 'eve@example.com' })).toBe(false);
    expect(await tokens.fits({ ...invite, prefix: 'kpa' }, token, ada)).toBe(false);
    expect(await tokensOf('there').fits(prove, token, ada)).toBe(false);
    expect(tokens.idOf(invite, token)).toBeNull();
  });

  it.each([
    '',
    'kpa_',
    `kpa_${'0'.repeat(32)}_${'A'.repeat(42)}`,
    `kpa_${'0'.repeat(32)}_${'A'.repeat(44)}`,
    `kpa_${'Z'.repeat(32)}_${'A'.repeat(43)}`,
    `kpa_${'0'.repeat(32)}_${'A'.repeat(43)}\n`,
    'é'.repeat(80),
  ])('is not %j', async (text) => {
    expect(tokens.idOf(prove, text)).toBeNull();
    expect(await tokens.fits(prove, text, ada)).toBe(false);
  });

  it('tries again when the key could not be had', async () => {
    let away = true;
    const flaky = new MailTokens({
      authority: {
        secretFor: () => (away ? Promise.reject(new Error('away')) : Promise.resolve(Buffer.alloc(32))),
      },
    } as unknown as AccessControl);
    await expect(flaky.write(prove, ada)).rejects.toThrow('away');
    away = false;
    expect(await flaky.write(prove, ada)).toMatch(/^kpa_/);
  });
});
