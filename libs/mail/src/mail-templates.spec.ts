import { Feature, FeatureRegistry } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { defineMail, type Letter, type LetterIn } from './define-mail.js';
import { LinkTargets } from './link-targets.js';
import { MailTemplates } from './mail-templates.js';
import { addressValue, instantValue, linkValue, textValue } from './mail-values.js';
import { mails, mailsPoint, type DeclaredMail } from './mails-point.js';

const berthFree = defineMail('harbor.berth-free', {
  values: {
    name: textValue('Ada Lovelace'),
    address: addressValue('ada@example.com'),
    until: instantValue('2031-05-01T09:00:00.000Z'),
    link: linkValue('/berths/1'),
  },
  letters: {
    en: ({ name, address, until, link }) => ({
      subject: `A berth for ${name}`,
      paragraphs: [`Hello ${name},`, `it is reserved for ${address} until ${until}.`],
      action: { label: 'Take it', link },
      closing: 'See you.',
    }),
    de: ({ name, address, until, link }) => ({
      subject: `Ein Liegeplatz für ${name}`,
      paragraphs: [`Hallo ${name},`, `er ist für ${address} bis ${until} reserviert.`],
      action: { label: 'Nehmen', link },
      closing: 'Bis bald.',
    }),
  },
});
const given = {
  name: 'Grace',
  address: 'grace@example.com',
  until: new Date('2030-01-02T22:30:00.000Z'),
  link: 'https://example.com/api/berths/7?a=1&b=2',
};

async function templatesOf(...all: DeclaredMail[]): Promise<MailTemplates> {
  @Module({ imports: [Feature.declare({ points: [mailsPoint] }, mails(...all))] })
  class HarborModule {}
  const made = await Test.createTestingModule({
    imports: [HarborModule],
    providers: [FeatureRegistry, LinkTargets, MailTemplates],
  }).compile();
  await made.init();
  made.get(LinkTargets).allow('https://example.com/api');
  return made.get(MailTemplates);
}

describe('mail templates', () => {
  it('write text and HTML in the language and time zone of the reader', async () => {
    const templates = await templatesOf(berthFree);
    const german = templates.render(berthFree, 'de-CH', given, 'Europe/Zurich');
    expect(german.subject).toBe('Ein Liegeplatz für Grace');
    expect(german.text).toBe(
      `Hallo Grace,\n\ner ist für grace@example.com bis 2. Januar 2030 um 23:30 MEZ reserviert.\n\nNehmen:\n${given.link}\n\nBis bald.\n`,
    );
    expect(german.html).toContain('<html lang="de" dir="ltr">');
    expect(german.html).toContain('href="https://example.com/api/berths/7?a=1&amp;b=2"');
    for (const locale of ['en', 'en-GB', 'fr', 'not a locale', '', null])
      expect(templates.render(berthFree, locale, given).subject).toBe('A berth for Grace');
  });

  it.each([
    ['<b onclick="x">&\'', '<b onclick="x">&\'', '&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;'],
    ['Ada\r\nBcc: eve\u2028x', 'Ada Bcc: eve x', 'Ada Bcc: eve x'],
    ['a\u202egnp\u2066\u0000b', 'agnp b', 'agnp b'],
    ['\ud800', '\ufffd', '\ufffd'],
    ['שלום', '\u2068שלום\u2069', '\u2068שלום\u2069'],
  ])('neutralize the value %j', async (name, inText, inHtml) => {
    const { subject, text, html } = (await templatesOf(berthFree)).render(berthFree, 'en', {
      ...given,
      name,
    });
    expect(subject).toBe(`A berth for ${inText}`);
    expect(text.split('\n').slice(0, 2)).toEqual([`Hello ${inText},`, '']);
    expect(html).toContain(`<title>A berth for ${inHtml}</title>`);
    expect(html).toContain(`>Hello ${inHtml},</p>`);
  });

  it('make no link of what people typed, and keep the subject short', async () => {
    const templates = await templatesOf(berthFree);
    const name = `Win at https://evil.example/now ${'x'.repeat(500)}`;
    const { subject, text, html } = templates.render(berthFree, 'en', { ...given, name });
    for (const part of [subject, text, html]) expect(part).not.toMatch(/evil\.example|https:\/\/evil/);
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(text.length).toBeLessThan(500);
  });

  it.each([
    'https://evil.example/api/berths',
    'https://example.com/apix',
    'https://example.com/api/../admin',
    'http://example.com/api/berths',
    'https://user@example.com/api/berths',
    'https://example.com:8443/api/berths',
    'javascript:alert(1)',
    '/berths/7',
  ])('refuse the link %s', async (link) => {
    const templates = await templatesOf(berthFree);
    expect(() => templates.render(berthFree, 'en', { ...given, link })).toThrow(/must be below PUBLIC_URL/);
  });

  it('refuse a mail that no module contributes', async () => {
    const templates = await templatesOf();
    expect(() => templates.render(berthFree, 'en', given)).toThrow(/No module contributes/);
  });
});

describe('the start', () => {
  const letters = berthFree.letters;
  const boot = (...all: DeclaredMail[]) => templatesOf(...all);

  it('accepts mails that are complete', async () => {
    await expect(boot(berthFree)).resolves.toBeDefined();
  });

  it('refuses a malformed name', () => {
    expect(() => defineMail('Berth', berthFree)).toThrow(/<feature>.<what>/);
  });

  const withEnglish = (change: (written: Letter, link: string) => Partial<Letter>): DeclaredMail[] => {
    const en: LetterIn<typeof berthFree.values> = (values) => {
      const written = letters.en(values);
      return { ...written, ...change(written, values.link) };
    };
    return [defineMail('harbor.changed', { values: berthFree.values, letters: { en } })];
  };

  it.each<[string, RegExp, DeclaredMail[]]>([
    ['declared twice', /declared twice/, [berthFree, berthFree]],
    [
      'without a language that another mail has',
      /has no letter in "de"/,
      [berthFree, { ...berthFree, name: 'harbor.other', letters: { en: letters.en } }],
    ],
    [
      'with a malformed language',
      /"deutsch_land", which is not a language tag/,
      [{ ...berthFree, letters: { en: letters.en, deutsch_land: letters.en } }],
    ],
    [
      'that does not use a value in one language',
      /in "de" of the mail "harbor.berth-free" does not use the value "until"/,
      [
        {
          ...berthFree,
          letters: {
            ...letters,
            de: ({ name, address, link }: Record<'name' | 'address' | 'link', string>) => ({
              subject: name,
              paragraphs: [address],
              action: { label: 'Nehmen', link },
            }),
          },
        },
      ],
    ],
    ['with a subject of two lines', /line break/, withEnglish(() => ({ subject: 'a\nb' }))],
    ['without a paragraph', /has no paragraph/, withEnglish(() => ({ paragraphs: [] }))],
    [
      'with a link to another site',
      /cannot be written: The link/,
      withEnglish((_, link) => ({ action: { label: 'Go', link: `https://evil.example/${link}` } })),
    ],
  ])('refuses a mail %s', async (_, message, all) => {
    await expect(boot(...all)).rejects.toThrow(message);
  });
});
