import { partialType } from '@keelson/rest/ports';
import { type Located, publicAddress } from '@keelson/runtime/ports';

/** What holds for every operation, told once at the top of the docs. */
export function apiDescription(http: Located): string {
  return `Every resource follows the same contract.

**Lists** return \`{ "data": [...], "page": { "next", "limit" } }\`: pass \`page.next\` as \`cursor\` until it is null. \`fields=\` returns only the listed fields, with the media type \`${partialType}\`. \`include=\` adds referenced rows. \`filter[field]\` and \`filter[field][gte|lte|in|prefix]\` filter the list. \`in\` takes values separated by commas; within a value, write \`\\,\` for a comma and \`\\\\\` for a backslash.

**Writes** are safe to retry with an \`Idempotency-Key\`. The \`ETag\` of a single-row response identifies the version of the row, even with \`fields=\` and \`include=\`. Send it as \`If-Match\` to avoid overwriting changes made by others. PATCH accepts a JSON merge patch (RFC 7396).

**Values**: ids are UUIDv7, timestamps are RFC 3339 in UTC with milliseconds, and money is an integer in minor units with a currency field. Unknown fields are rejected.

**Errors** are \`application/problem+json\` (RFC 9457): branch on \`code\`; see the [list of codes](${publicAddress(http, '/docs/problems')}). The permission that an operation requires is in \`x-permission\`, or in \`x-operator-permission\` if the operation is for operators of the installation.`;
}
