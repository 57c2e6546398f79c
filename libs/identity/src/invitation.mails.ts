import { defineMail, instantValue, linkValue, textValue } from '@keelson/mail';

/** To somebody who is invited to an organization, whether they have an account or not. */
export const invitationLetter = defineMail('identity.invitation', {
  values: {
    inviter: textValue('Ada Lovelace'),
    organization: textValue('Analytical Engines Ltd'),
    expiresAt: instantValue('2031-05-08T09:00:00.000Z'),
    link: linkValue(`/account#invitation=kin_${'0'.repeat(32)}_${'A'.repeat(43)}`),
  },
  letters: {
    en: ({ inviter, organization, expiresAt, link }) => ({
      subject: `${inviter} invites you to ${organization}`,
      paragraphs: [
        `${inviter} invites you to join the organization ${organization}.`,
        `Open the link and accept with a new account, or with your existing account for this email address. The link is valid until ${expiresAt} and can be used once.`,
      ],
      action: { label: 'Accept the invitation', link },
      closing: 'If you do not know the sender, you do not need to do anything.',
    }),
    de: ({ inviter, organization, expiresAt, link }) => ({
      subject: `${inviter} lädt Sie zu ${organization} ein`,
      paragraphs: [
        `${inviter} lädt Sie ein, Mitglied von ${organization} zu werden.`,
        `Öffnen Sie den Link und nehmen Sie die Einladung mit einem neuen Konto an oder mit dem, das Sie für diese Mailadresse haben. Der Link gilt bis ${expiresAt} und nur einmal.`,
      ],
      action: { label: 'Einladung annehmen', link },
      closing: 'Wenn Sie den Absender nicht kennen, müssen Sie nichts tun.',
    }),
  },
});
