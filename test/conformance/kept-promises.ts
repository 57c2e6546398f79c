import { accessMatrixOf, breakingChanges } from '@keelson/conformance';
import { ApiDocument, type OpenApiDocument } from '@keelson/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { formatted } from '../support/formatted.js';
import { memberRoles } from '@keelson/organizations';

/** What this application has promised, kept beside the code: to change either of them is a decision that a review sees. */
export const keptFiles = { access: 'docs/access-matrix.txt', contract: 'docs/openapi.json' } as const;

const command = 'UPDATE=1 npx vitest run --project postgres test/e2e/kept-promises';

/** Those that every organization has. */
const roles = memberRoles.filter((role) => role !== 'custom');

/** Where the application differs from the two files, a line each; empty when it does not. */
export function brokenPromises(application: INestApplicationContext): string[] {
  return [...accessChanges(application), ...contractChanges(application)];
}

/** Writes both files as the application is. */
export async function keepPromises(application: INestApplicationContext): Promise<void> {
  writeFileSync(keptFiles.access, accessMatrixOf(application, roles));
  const text = JSON.stringify(documentOf(application), null, 2);
  writeFileSync(keptFiles.contract, await formatted(keptFiles.contract, text));
}

function accessChanges(application: INestApplicationContext): string[] {
  const [kept, now] = [read(keptFiles.access), accessMatrixOf(application, roles)].map((text) =>
    text.split('\n'),
  ) as [string[], string[]];
  const gone = kept.flatMap((line, index) =>
    now.includes(line) ? [] : [`${keptFiles.access}:${index + 1} - ${line}`],
  );
  const added = now.filter((line) => !kept.includes(line)).map((line) => `${keptFiles.access} + ${line}`);
  const changes = [...gone, ...added];
  return changes.length === 0 ? [] : [...changes, `If this access change is intended, run: ${command}`];
}

function contractChanges(application: INestApplicationContext): string[] {
  const kept = JSON.parse(read(keptFiles.contract) || '{"paths":{}}') as OpenApiDocument;
  const now = documentOf(application);
  // What clients call comes first: one feature more moves the place of every tag.
  const places = [
    ...differences(kept.paths, now.paths, '/paths'),
    ...differences({ ...kept, paths: {} }, { ...now, paths: {} }),
  ];
  if (places.length === 0) return [];
  const breaking = breakingChanges(kept, now);
  return [
    ...breaking.map((line) => `${keptFiles.contract} breaks clients: ${line}`),
    ...places.slice(0, 20).map((place) => `${keptFiles.contract} differs: ${place}`),
    `${places.length} places in the document differ, and ${breaking.length} changes break clients. If the changes are intended, run: ${command}`,
  ];
}

function documentOf(application: INestApplicationContext): OpenApiDocument {
  const { document } = application.get(ApiDocument, { strict: false });
  return JSON.parse(JSON.stringify(document)) as OpenApiDocument;
}

/** JSON Pointers to what is not the same. */
function differences(a: unknown, b: unknown, at = ''): string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? [] : [at];
  const [one, other] = [a, b] as Readonly<Record<string, unknown>>[] as [
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>,
  ];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) =>
    differences(one[key], other[key], `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
