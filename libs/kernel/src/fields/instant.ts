/** RFC 3339 with a time zone; anything looser parses differently on each client. */
const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** What both engines can store: MySQL's calendar begins in the year 1000 and ends with 9999. */
const firstInstant = Date.UTC(1000, 0, 1);
const lastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The point in time that a text names, or null. Date takes 30 February for 2 March, and knows years that no column holds. */
export function instantOf(text: string): Date | null {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(text) ?? [];
  if (!day || !rfc3339.test(text)) return null;
  const date = new Date(text);
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || Number.isNaN(midnight.getTime())) return null;
  const exists = midnight.toISOString().startsWith(day);
  return exists && date.getTime() >= firstInstant && date.getTime() <= lastInstant ? date : null;
}
