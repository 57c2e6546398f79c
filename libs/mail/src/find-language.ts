/** What readers get whose language a mail does not have. */
export const usualLanguage = 'en';

/**
 * The best language there is for a locale: `de-CH` is served by `de` (RFC 4647, section 3.4). A locale that is malformed or
 * unknown is served in English.
 */
export function findLanguage(locale: string | null | undefined, languages: readonly string[]): string {
  let wanted = canonical(locale ?? '');
  while (wanted !== '') {
    const found = languages.find((language) => language.toLowerCase() === wanted.toLowerCase());
    if (found) return found;
    wanted = wanted.slice(0, Math.max(wanted.lastIndexOf('-'), 0));
  }
  return usualLanguage;
}

/** As BCP 47 writes it; empty for what is malformed. */
export function canonical(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? '';
  } catch {
    return '';
  }
}
