import type { Letter } from './define-mail.js';
import { shortened } from './plain-text.js';

/** A mail without its recipient, as `Mailer` takes it. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const longestSubject = 200;

/** How a letter looks as a mail: the same parts as text and as HTML, in which everything is escaped. */
export function renderLetter(letter: Letter, language: string): RenderedMail {
  const subject = shortenedSubject(letter.subject);
  return { subject, text: asText(letter), html: asHtml(letter, subject, language) };
}

/** In UTF-16 units, as mailers count. */
function shortenedSubject(subject: string): string {
  return subject.length <= longestSubject ? subject : shortened(subject, longestSubject / 2);
}

function asText({ paragraphs, action, closing }: Letter): string {
  const parts = [...paragraphs, ...(action ? [`${action.label}:\n${action.link}`] : []), closing ?? ''];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Without images, scripts and remote fonts; colors follow the reader's light or dark mode. */
function asHtml({ paragraphs, action, closing }: Letter, subject: string, language: string): string {
  const parts = [
    ...paragraphs.map((text) => `<p style="margin:0 0 16px">${escaped(text)}</p>`),
    ...(action ? [button(action), `<p style="${small}">${escaped(action.link)}</p>`] : []),
    ...(closing === undefined ? [] : [`<p style="${small}">${escaped(closing)}</p>`]),
  ];
  return `<!doctype html>
<html lang="${escaped(language)}" dir="${isRightToLeft(language) ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(subject)}</title>
</head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
<div style="max-width:560px;margin:0 auto">
${parts.join('\n')}
</div>
</body>
</html>
`;
}

const small = 'margin:0 0 16px;font-size:13px;overflow-wrap:anywhere';

function button({ label, link }: { readonly label: string; readonly link: string }): string {
  const style =
    'display:inline-block;padding:10px 18px;border-radius:6px;background:#0b57d0;color:#ffffff;text-decoration:none;font-weight:600';
  return `<p style="margin:0 0 16px"><a href="${escaped(link)}" style="${style}">${escaped(label)}</a></p>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

function isRightToLeft(language: string): boolean {
  return /^(Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg)$/.test(new Intl.Locale(language).maximize().script ?? '');
}
