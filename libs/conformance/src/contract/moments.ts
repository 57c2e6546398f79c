import type { ParameterDocument } from './document-parts.js';
import type { Schemas } from './schemas.js';

const dayMs = 86_400_000;

/** A moment as people write it in an address, the most exact first: to the millisecond, second, day, week, month, year. */
function textsOf(moment: Date): string[] {
  const exact = moment.toISOString();
  return [
    exact,
    exact.replace('.000Z', 'Z'),
    exact.slice(0, 10),
    weekOf(moment),
    exact.slice(0, 7),
    exact.slice(0, 4),
  ];
}

/** The week of ISO 8601: the year's first is the one with its first Thursday. */
function weekOf(moment: Date): string {
  const thursday = new Date(moment.getTime() + (3 - ((moment.getUTCDay() + 6) % 7)) * dayMs);
  const year = thursday.toISOString().slice(0, 4);
  const days = (thursday.getTime() - Date.parse(`${year}-01-01T00:00:00.000Z`)) / dayMs;
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`;
}

/** The moment as a parameter takes it; undefined where it takes none, or anything. */
export function momentText(schemas: Schemas, parameter: ParameterDocument, moment: Date): string | undefined {
  return isOfMoments(schemas, parameter)
    ? textsOf(moment).find((text) => schemas.fitsText(parameter.schema, text))
    : undefined;
}

/** Whether a parameter takes days, months or moments, by its format or a pattern that lets in little else. */
export function isOfMoments(schemas: Schemas, { schema }: ParameterDocument): boolean {
  const { type, format, pattern } = schemas.resolve(schema);
  if (type !== 'string') return false;
  if (format === 'date' || format === 'date-time') return true;
  return (
    pattern !== undefined &&
    !['x', 'some text', 'abc-123', '1'].some((text) => schemas.fitsText(schema, text)) &&
    textsOf(new Date('2026-01-31T12:00:00.000Z')).some((text) => schemas.fitsText(schema, text))
  );
}
