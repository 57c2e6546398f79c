import { partialType } from '@keelson/kernel';
import { publicAddress } from '../http/public-address.js';
import type { PlatformOptions } from '../platform-options.js';

/** What holds for every operation, told once at the top of the docs. */
export function apiDescription(http: PlatformOptions['http']): string {
  return `Every resource keeps the same contract.

**Lists** answer \`{ "data": [...], "page": { "next", "limit" } }\`: pass \`page.next\` back as \`cursor\` until it is null. \`fields=\` shows only the named fields, in an answer of the type \`${partialType}\`, \`include=\` adds the rows that a row refers to, \`filter[field]\` and \`filter[field][gte|lte|in|prefix]\` narrow the list. \`in\` takes values with commas between; within a value, \`\\,\` is a comma and \`\\\\\` a backslash.

**Writes** are safe to repeat with an \`Idempotency-Key\`, and safe from overwriting others with \`If-Match\`: the \`ETag\` of any answer about one row names its version, also with \`fields=\` and \`include=\`. PATCH takes a merge patch (RFC 7396).

**Values**: ids are UUIDv7, instants RFC 3339 in UTC with milliseconds, money whole minor units beside a currency. A field that is not in the schema is refused.

**Refusals** are \`application/problem+json\` (RFC 9457): branch on \`code\`, see [all of them](${publicAddress(http, '/docs/problems')}). Each operation names the permission that it needs as \`x-permission\`, or as \`x-operator-permission\` where it is for operators of the installation.`;
}
