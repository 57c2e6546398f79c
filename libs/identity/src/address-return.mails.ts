import { defineMail, linkValue } from '@keelson/mail';

/** To an address that an account had until a short while ago, when somebody has forgotten the password there. */
export const returnLetter = defineMail('identity.reset-changed', {
  values: { link: linkValue(`/account#reset=kpr_${'0'.repeat(32)}_${'A'.repeat(43)}`) },
  letters: {
    en: ({ link }) => ({
      subject: 'Get your account back',
      paragraphs: [
        'The account that had this email address now has a different one. Someone, probably you, asked to reset the password with this address.',
        'Open the link to undo the change: your account gets this address back, you choose a new password, and all sessions end. The link is valid for 30 minutes and can be used once.',
      ],
      action: { label: 'Undo the change', link },
      closing:
        'If you changed the address yourself, you do not need to do anything: sign in with the new one.',
    }),
    de: ({ link }) => ({
      subject: 'Holen Sie Ihr Konto zurück',
      paragraphs: [
        'Das Konto, das diese Mailadresse hatte, hat jetzt eine andere. Jemand, vermutlich Sie, möchte hier das Passwort zurücksetzen.',
        'Öffnen Sie den Link, um die Änderung rückgängig zu machen: Ihr Konto erhält diese Adresse zurück, Sie wählen ein neues Passwort, und alle Sitzungen enden. Der Link gilt 30 Minuten und nur einmal.',
      ],
      action: { label: 'Änderung rückgängig machen', link },
      closing:
        'Wenn Sie die Adresse selbst geändert haben, müssen Sie nichts tun: Melden Sie sich mit der neuen an.',
    }),
  },
});

/** To the same address, when somebody has signed up with it. */
export const reservedLetter = defineMail('identity.address-reserved', {
  values: { link: linkValue('/account') },
  letters: {
    en: ({ link }) => ({
      subject: 'The email address of your account was changed',
      paragraphs: [
        'Someone, perhaps you, signed up with this email address. Another account had it until a few days ago.',
        'If that is your account and you did not change its address, reset the password: your account gets this address back, and the account that was just created is closed.',
        'While the change can be undone, no other account can verify this address.',
      ],
      action: { label: 'Reset the password', link },
      closing: 'If this was not you, you do not need to do anything.',
    }),
    de: ({ link }) => ({
      subject: 'Ihr Konto hat eine andere Mailadresse',
      paragraphs: [
        'Jemand, vielleicht Sie selbst, hat sich mit dieser Mailadresse registriert. Bis vor wenigen Tagen hatte sie ein anderes Konto.',
        'Wenn das Ihr Konto ist und Sie seine Adresse nicht geändert haben, setzen Sie das Passwort zurück: Ihr Konto erhält diese Adresse zurück, und das soeben angelegte Konto wird geschlossen.',
        'Solange die Änderung rückgängig gemacht werden kann, kann kein anderes Konto diese Adresse bestätigen.',
      ],
      action: { label: 'Passwort zurücksetzen', link },
      closing: 'Wenn Sie das nicht waren, müssen Sie nichts tun.',
    }),
  },
});
