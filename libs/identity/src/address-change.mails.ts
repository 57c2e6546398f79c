import { addressValue, defineMail, linkValue } from '@keelson/mail';

const sampleToken = (prefix: string) => `${prefix}_${'0'.repeat(32)}_${'A'.repeat(43)}`;

/** To the address that a user wants to have. */
export const confirmLetter = defineMail('identity.confirm-address', {
  values: { link: linkValue(`/account#change=${sampleToken('kca')}`) },
  letters: {
    en: ({ link }) => ({
      subject: 'Confirm your new email address',
      paragraphs: [
        'Someone, probably you, wants to use this email address for their account.',
        'Open the link and sign in to confirm it. The link is valid for one day.',
      ],
      action: { label: 'Confirm this address', link },
      closing: 'If this was not you, ignore this email: the address is not used unless it is confirmed.',
    }),
    de: ({ link }) => ({
      subject: 'Bestätigen Sie Ihre neue Mailadresse',
      paragraphs: [
        'Jemand, vermutlich Sie, möchte diese Mailadresse für ein Konto verwenden.',
        'Öffnen Sie den Link und melden Sie sich an, um sie zu bestätigen. Der Link gilt einen Tag.',
      ],
      action: { label: 'Adresse bestätigen', link },
      closing:
        'Wenn Sie das nicht waren, müssen Sie nichts tun: Ohne Bestätigung wird die Adresse nicht verwendet.',
    }),
  },
});

/** The same, when the address belongs to another account. */
export const takenLetter = defineMail('identity.address-taken', {
  values: { link: linkValue('/account') },
  letters: {
    en: ({ link }) => ({
      subject: 'You already have an account',
      paragraphs: [
        'Someone, perhaps you, tried to use this email address for another account. It belongs to your account, so nothing was changed.',
        'To use the address for the other account, first change the address of this one.',
      ],
      action: { label: 'Go to your account', link },
      closing: 'If this was not you, you do not need to do anything.',
    }),
    de: ({ link }) => ({
      subject: 'Sie haben bereits ein Konto',
      paragraphs: [
        'Jemand, vielleicht Sie selbst, wollte diese Mailadresse für ein anderes Konto verwenden. Sie gehört zu Ihrem Konto, deshalb wurde nichts geändert.',
        'Um die Adresse für das andere Konto zu verwenden, ändern Sie zuerst die Adresse dieses Kontos.',
      ],
      action: { label: 'Zu Ihrem Konto', link },
      closing: 'Wenn Sie das nicht waren, müssen Sie nichts tun.',
    }),
  },
});

/** To the address that an account had, and had proven. */
export const undoLetter = defineMail('identity.address-changed', {
  values: {
    address: addressValue('ada@new.example.com'),
    link: linkValue(`/account#undo=${sampleToken('kua')}`),
  },
  letters: {
    en: ({ address, link }) => ({
      subject: 'Your email address was changed',
      paragraphs: [
        `The email address of your account is now ${address}.`,
        'If this was not you, open the link within seven days: your account gets this address back, you choose a new password, and all sessions end.',
      ],
      action: { label: 'Undo the change', link },
      closing: 'If this was you, you do not need to do anything.',
    }),
    de: ({ address, link }) => ({
      subject: 'Ihre Mailadresse wurde geändert',
      paragraphs: [
        `Die Mailadresse Ihres Kontos ist jetzt ${address}.`,
        'Wenn Sie das nicht waren, öffnen Sie innerhalb von sieben Tagen den Link: Ihr Konto erhält diese Adresse zurück, Sie wählen ein neues Passwort, und alle Sitzungen enden.',
      ],
      action: { label: 'Änderung rückgängig machen', link },
      closing: 'Wenn Sie das waren, müssen Sie nichts tun.',
    }),
  },
});

/** To the address that an account had, and had not proven. */
export const leftLetter = defineMail('identity.address-left', {
  values: {},
  letters: {
    en: () => ({
      subject: 'This email address is no longer used',
      paragraphs: [
        'An account that was created with this email address now has a different one. This address was never confirmed.',
      ],
      closing: 'You do not need to do anything.',
    }),
    de: () => ({
      subject: 'Diese Mailadresse wird nicht mehr verwendet',
      paragraphs: [
        'Ein Konto, das mit dieser Mailadresse angelegt wurde, hat jetzt eine andere. Die Adresse war nie bestätigt worden.',
      ],
      closing: 'Sie müssen nichts tun.',
    }),
  },
});

/** To the address that an account has now. */
export const joinedLetter = defineMail('identity.address-joined', {
  values: { link: linkValue('/account') },
  letters: {
    en: ({ link }) => ({
      subject: 'Your email address was changed',
      paragraphs: ['This is now the email address of your account. Sign in with it from now on.'],
      action: { label: 'Go to your account', link },
    }),
    de: ({ link }) => ({
      subject: 'Ihre Mailadresse wurde geändert',
      paragraphs: ['Dies ist jetzt die Mailadresse Ihres Kontos. Melden Sie sich ab sofort mit ihr an.'],
      action: { label: 'Zu Ihrem Konto', link },
    }),
  },
});
