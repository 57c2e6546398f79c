import { defineMail, instantValue, linkValue, textValue } from '@keelson/mail';

const event = {
  name: textValue('Ada Lovelace'),
  at: instantValue('2026-01-01T09:30:00.000Z'),
  device: textValue('Firefox'),
  network: textValue('192.0.2.7'),
  link: linkValue(''),
};

/** To a user whose account was signed in to from somewhere new. */
export const newDeviceLetter = defineMail('identity.new-device', {
  values: event,
  letters: {
    en: ({ name, at, device, network, link }) => ({
      subject: 'New sign-in to your account',
      paragraphs: [
        `Hello ${name},`,
        `There was a sign-in to your account from a new device or network: ${device}, from ${network}, at ${at}.`,
      ],
      action: { label: 'Open', link },
      closing: 'If this was not you, change your password and end the other sessions.',
    }),
    de: ({ name, at, device, network, link }) => ({
      subject: 'Neue Anmeldung an Ihrem Konto',
      paragraphs: [
        `Hallo ${name},`,
        `An Ihrem Konto hat sich ein Gerät oder Netz angemeldet, von dem es zuvor nicht benutzt wurde: ${device}, von ${network}, am ${at}.`,
      ],
      action: { label: 'Öffnen', link },
      closing: 'Wenn Sie das nicht waren, ändern Sie Ihr Passwort und beenden Sie die anderen Sitzungen.',
    }),
  },
});

/** To a user whose password many have guessed at. */
export const refusalsLetter = defineMail('identity.refusals', {
  values: { name: event.name, link: event.link },
  letters: {
    en: ({ name, link }) => ({
      subject: 'Many failed sign-ins to your account',
      paragraphs: [
        `Hello ${name},`,
        'Someone tried to sign in to your account many times with wrong passwords and failed. Devices that you have signed in with before are not affected. On a new device, you may have to wait; resetting your password ends the wait.',
      ],
      action: { label: 'Open', link },
      closing: 'Unless you sign in on a new device, you do not need to do anything.',
    }),
    de: ({ name, link }) => ({
      subject: 'Viele fehlgeschlagene Anmeldungen an Ihrem Konto',
      paragraphs: [
        `Hallo ${name},`,
        'Jemand hat viele Male versucht, sich mit falschen Passwörtern an Ihrem Konto anzumelden, und wurde abgewiesen. Geräte, mit denen Sie sich schon angemeldet haben, sind nicht betroffen. Auf einem neuen Gerät müssen Sie vielleicht warten; ein neues Passwort beendet die Wartezeit.',
      ],
      action: { label: 'Öffnen', link },
      closing: 'Wenn Sie sich nicht auf einem neuen Gerät anmelden, müssen Sie nichts tun.',
    }),
  },
});

/** To a user whose password has been changed. */
export const passwordChangedLetter = defineMail('identity.password-changed', {
  values: { name: event.name, at: event.at, link: event.link },
  letters: {
    en: ({ name, at, link }) => ({
      subject: 'Your password was changed',
      paragraphs: [
        `Hello ${name},`,
        `The password of your account was changed at ${at}. All other sessions have ended.`,
      ],
      action: { label: 'Open', link },
      closing: 'If this was not you, reset your password immediately.',
    }),
    de: ({ name, at, link }) => ({
      subject: 'Ihr Passwort wurde geändert',
      paragraphs: [
        `Hallo ${name},`,
        `Das Passwort Ihres Kontos wurde am ${at} geändert. Alle anderen Sitzungen wurden beendet.`,
      ],
      action: { label: 'Öffnen', link },
      closing: 'Wenn Sie das nicht waren, setzen Sie Ihr Passwort sofort zurück.',
    }),
  },
});
