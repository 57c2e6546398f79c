import { defineMail, instantValue, linkValue, textValue } from '@keelson/mail';

const event = {
  name: textValue('Ada Lovelace'),
  by: textValue('Grace Hopper'),
  organization: textValue('Analytical Engines Ltd'),
  link: linkValue(''),
};

/** To the owners of an organization that one of them has closed. */
export const organizationClosedLetter = defineMail('identity.organization-closed', {
  values: {
    ...event,
    id: textValue('01890a5d-ac96-774b-bcce-b302099a8057'),
    deletedAt: instantValue('2026-01-31T09:30:00.000Z'),
  },
  letters: {
    en: ({ name, by, organization, id, deletedAt, link }) => ({
      subject: `${organization} was closed`,
      paragraphs: [
        `Hello ${name},`,
        `${by} closed the organization ${organization}. Its members and programs no longer have access. All of its data will be deleted after ${deletedAt}.`,
        `Until then, an owner can undo this with POST /v1/auth/resume-organization. The id of the organization is ${id}.`,
      ],
      action: { label: 'Open', link },
      closing: 'If no owner intended this, resume the organization and change your password.',
    }),
    de: ({ name, by, organization, id, deletedAt, link }) => ({
      subject: `${organization} wurde geschlossen`,
      paragraphs: [
        `Hallo ${name},`,
        `${by} hat ${organization} geschlossen. Mitglieder und Schlüssel haben keinen Zugang mehr. Alle Daten werden nach dem ${deletedAt} gelöscht.`,
        `Bis dahin kann ein Inhaber das mit POST /v1/auth/resume-organization zurücknehmen. Die Kennung lautet ${id}.`,
      ],
      action: { label: 'Öffnen', link },
      closing: 'Wenn das kein Inhaber hätte tun sollen, nehmen Sie es zurück und ändern Sie Ihr Passwort.',
    }),
  },
});

/** To the owners of an organization that one of them has resumed. */
export const organizationResumedLetter = defineMail('identity.organization-resumed', {
  values: event,
  letters: {
    en: ({ name, by, organization, link }) => ({
      subject: `${organization} is active again`,
      paragraphs: [
        `Hello ${name},`,
        `${by} resumed the organization ${organization}. Its members and programs have access again, and its data is kept.`,
      ],
      action: { label: 'Open', link },
    }),
    de: ({ name, by, organization, link }) => ({
      subject: `${organization} ist wieder aktiv`,
      paragraphs: [
        `Hallo ${name},`,
        `${by} hat ${organization} wieder geöffnet. Mitglieder und Schlüssel haben wieder Zugang, und nichts wird gelöscht.`,
      ],
      action: { label: 'Öffnen', link },
    }),
  },
});
