import { defineMail, linkValue, textValue } from '@keelson/mail';

/** To somebody who has just signed up. */
export const welcomeLetter = defineMail('identity.welcome', {
  values: { name: textValue('Ada Lovelace'), link: linkValue('') },
  letters: {
    en: ({ name, link }) => ({
      subject: 'Welcome',
      paragraphs: [`Hello ${name},`, 'Your account is ready. Sign in with this email address.'],
      action: { label: 'Sign in', link },
      closing: 'If you did not sign up, someone else used your address: please let us know.',
    }),
    de: ({ name, link }) => ({
      subject: 'Willkommen',
      paragraphs: [`Hallo ${name},`, 'Ihr Konto ist bereit. Melden Sie sich mit dieser Mailadresse an.'],
      action: { label: 'Anmelden', link },
      closing:
        'Wenn Sie sich nicht registriert haben, hat jemand anderes Ihre Adresse verwendet: Bitte sagen Sie uns Bescheid.',
    }),
  },
});

/** To the owner of an address with which somebody has signed up again. */
export const knownAddressLetter = defineMail('identity.known-address', {
  values: { name: textValue('Ada Lovelace'), link: linkValue('') },
  letters: {
    en: ({ name, link }) => ({
      subject: 'You already have an account',
      paragraphs: [
        `Hello ${name},`,
        'Someone, perhaps you, tried to sign up with this email address, which already has an account. Nothing was changed. Sign in as usual.',
      ],
      action: { label: 'Sign in', link },
      closing: 'If this was not you, you do not need to do anything.',
    }),
    de: ({ name, link }) => ({
      subject: 'Sie haben bereits ein Konto',
      paragraphs: [
        `Hallo ${name},`,
        'Jemand, vielleicht Sie selbst, wollte sich mit dieser Mailadresse registrieren, für die es bereits ein Konto gibt. Es wurde nichts geändert. Melden Sie sich wie gewohnt an.',
      ],
      action: { label: 'Anmelden', link },
      closing: 'Wenn Sie das nicht waren, müssen Sie nichts tun.',
    }),
  },
});
