import { article, authors, authorsPerOrganization, usualDataset } from './articles.js';

/** The members of an article in a file, in the order of its columns. */
export const csvColumns = ['title', 'body', 'status', 'authorId', 'views'] as const;

/** A file of so many articles of the first organization. */
export function articlesCsv(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const { title, body, status, views } = article(index, usualDataset);
    const author = authors[index % authorsPerOrganization];
    return [title, body, status, author?.id ?? '', String(views)]
      .map((value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
      .join(',');
  });
  return [csvColumns.join(','), ...lines].join('\n');
}
