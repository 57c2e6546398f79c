import { defineMail, linkValue } from '@keelson/mail';

const sampleToken = (prefix: string) => `${prefix}_${'0'.repeat(32)}_${'A'.repeat(43)}`;

// No letter to an address that nobody has proven repeats what somebody has typed: a stranger must not write to it.

/** To an address with which somebody has signed up. */
export const proveLetter = defineMail('identity.prove-address', {
  values: { link: linkValue(`/account#prove=${sampleToken('kpa')}`) },
  letters: {
    en: ({ link }) => ({
      subject: 'Verify your email address',
      paragraphs: [
        'Someone, probably you, signed up with this email address.',
        'Open the link and enter your password to verify that the address is yours. The link is valid for seven days.',
        'If you cannot sign in with your password, reset it on the same page.',
      ],
      action: { label: 'Verify this address', link },
      closing: 'If you did not sign up, ignore this email: no one can act in your name unless you confirm.',
    }),
    de: ({ link }) => ({
      subject: 'Bestätigen Sie Ihre Mailadresse',
      paragraphs: [
        'Jemand, vermutlich Sie, hat sich mit dieser Mailadresse registriert.',
        'Öffnen Sie den Link und geben Sie Ihr Passwort ein, um zu bestätigen, dass die Adresse Ihnen gehört. Der Link gilt sieben Tage.',
        'Wenn Sie sich mit Ihrem Passwort nicht anmelden können, setzen Sie es auf derselben Seite zurück.',
      ],
      action: { label: 'Adresse bestätigen', link },
      closing:
        'Wenn Sie sich nicht registriert haben, müssen Sie nichts tun: Ohne Ihre Bestätigung kann niemand in Ihrem Namen handeln.',
    }),
  },
});

/** To an address that nobody has proven, a week before an account ends for it. */
export const lapseLetter = defineMail('identity.account-lapses', {
  values: { link: linkValue(`/account#prove=${sampleToken('kpa')}`) },
  letters: {
    en: ({ link }) => ({
      subject: 'Verify your email address to keep your account',
      paragraphs: [
        'An account was created with this email address a while ago, but the address was never verified. The account will be deleted in seven days.',
        'To keep it, open the link and enter your password.',
        'If you cannot sign in with your password, reset it on the same page.',
      ],
      action: { label: 'Verify this address', link },
      closing: 'If you did not create an account, you do not need to do anything.',
    }),
    de: ({ link }) => ({
      subject: 'Bestätigen Sie Ihre Mailadresse, um Ihr Konto zu behalten',
      paragraphs: [
        'Mit dieser Mailadresse wurde vor einiger Zeit ein Konto angelegt, die Adresse aber nie bestätigt. Das Konto wird in sieben Tagen gelöscht.',
        'Um es zu behalten, öffnen Sie den Link und geben Sie Ihr Passwort ein.',
        'Wenn Sie sich mit Ihrem Passwort nicht anmelden können, setzen Sie es auf derselben Seite zurück.',
      ],
      action: { label: 'Adresse bestätigen', link },
      closing: 'Wenn Sie kein Konto angelegt haben, müssen Sie nichts tun.',
    }),
  },
});

/** To the owner of an address with which somebody has signed up again. */
export const ownedLetter = defineMail('identity.address-owned', {
  values: { link: linkValue('/account') },
  letters: {
    en: ({ link }) => ({
      subject: 'You already have an account',
      paragraphs: [
        'Someone, perhaps you, signed up with this email address, which already has an account. Your account is unchanged.',
        'Sign in with the password of your account. If you forgot it, reset it; this also closes the account that was just created.',
      ],
      action: { label: 'Go to your account', link },
      closing: 'If this was not you, you do not need to do anything.',
    }),
    de: ({ link }) => ({
      subject: 'Sie haben bereits ein Konto',
      paragraphs: [
        'Jemand, vielleicht Sie selbst, hat sich mit dieser Mailadresse registriert, für die es bereits ein Konto gibt. Ihr Konto ist unverändert.',
        'Melden Sie sich mit dem Passwort Ihres Kontos an. Wenn Sie es vergessen haben, setzen Sie es zurück; damit wird auch das soeben angelegte Konto geschlossen.',
      ],
      action: { label: 'Zu Ihrem Konto', link },
      closing: 'Wenn Sie das nicht waren, müssen Sie nichts tun.',
    }),
  },
});

/** To the owner of an address whose password somebody has forgotten. */
export const resetLetter = defineMail('identity.reset-password', {
  values: { link: linkValue(`/account#reset=${sampleToken('kpr')}`) },
  letters: {
    en: ({ link }) => ({
      subject: 'Reset your password',
      paragraphs: [
        'Someone, probably you, asked to reset the password of your account.',
        'Open the link to choose a new password. The link is valid for 30 minutes and can be used once. A new password ends all sessions of your account; API keys stay valid until you revoke them.',
      ],
      action: { label: 'Choose a new password', link },
      closing: 'If this was not you, you do not need to do anything: your password is unchanged.',
    }),
    de: ({ link }) => ({
      subject: 'Setzen Sie Ihr Passwort zurück',
      paragraphs: [
        'Jemand, vermutlich Sie, möchte das Passwort Ihres Kontos zurücksetzen.',
        'Öffnen Sie den Link, um ein neues Passwort zu wählen. Er gilt 30 Minuten und nur einmal. Alle Sitzungen Ihres Kontos enden; API-Schlüssel gelten, bis Sie sie widerrufen.',
      ],
      action: { label: 'Neues Passwort wählen', link },
      closing: 'Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort ist unverändert.',
    }),
  },
});

/** To an address that nobody has proven, when somebody has forgotten a password or could not sign up any more. */
export const newOwnerLetter = defineMail('identity.reset-unproven', {
  values: { link: linkValue(`/account#reset=${sampleToken('kpr')}`) },
  letters: {
    en: ({ link }) => ({
      subject: 'Access your account',
      paragraphs: [
        'Accounts were created with this email address, but none of them has verified it.',
        'If you know the password of one of them, sign in to that account and verify the address.',
        'Otherwise, open the link and choose a password. You get a new, empty account, and all other accounts with this address are closed, along with their contents. The link is valid for 30 minutes.',
      ],
      action: { label: 'Start with a new account', link },
      closing: 'If you did not request this, you do not need to do anything.',
    }),
    de: ({ link }) => ({
      subject: 'So gelangen Sie in Ihr Konto',
      paragraphs: [
        'Mit dieser Mailadresse wurden Konten angelegt, aber niemand hat bestätigt, dass ihm die Adresse gehört.',
        'Wenn Sie das Passwort eines dieser Konten kennen, melden Sie sich an und bestätigen Sie die Adresse: Dieses Konto gehört dann Ihnen.',
        'Öffnen Sie andernfalls den Link und wählen Sie ein Passwort. Sie erhalten ein neues, leeres Konto; alle anderen mit dieser Adresse werden mit ihrem Inhalt geschlossen. Der Link gilt 30 Minuten.',
      ],
      action: { label: 'Mit einem neuen Konto beginnen', link },
      closing: 'Wenn Sie das nicht angefordert haben, müssen Sie nichts tun.',
    }),
  },
});
