import { FeatureRegistry } from '@keelson/kernel';
import { findSettings } from '@keelson/platform';
import { ProcessorRegistry } from '@keelson/jobs';
import { Metrics } from '@keelson/runtime/ports';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DataSource } from 'typeorm';

/** What installations and dashboards refer to by name, kept beside the code. What clients do is in the OpenAPI document. */
export const namesFile = 'docs/kept-names.txt';

const command = 'UPDATE=1 npx vitest run --project postgres test/e2e/kept-names';

/** Lines such as `table products`, sorted. */
export async function namesOf(application: INestApplicationContext, root: Type): Promise<string[]> {
  const get = <T>(type: Type<T>): T => application.get(type, { strict: false });
  const registry = get(FeatureRegistry);
  const metrics = await get(Metrics).text();
  const named: Readonly<Record<string, Iterable<string>>> = {
    event: registry.events.map(({ type, version }) => `${type} ${version}`),
    job: get(ProcessorRegistry).names(),
    metric: [...metrics.matchAll(/^# TYPE (keelson_\S+)/gm)].map(([, name = '']) => name),
    permission: [...registry.permissions, ...registry.operatorPermissions].map(({ name }) => name),
    setting: (await findSettings(root)).table.map(({ name }) => name),
    table: get(DataSource).entityMetadatas.map(({ tableName }) => tableName),
  };
  return Object.entries(named).flatMap(([kind, names]) =>
    [...new Set(names)].sort().map((name) => `${kind} ${name}`),
  );
}

/** A line for each name that is gone or not yet kept; empty when the file says what there is. */
export function changedNames(now: readonly string[]): string[] {
  const kept = (existsSync(namesFile) ? readFileSync(namesFile, 'utf8') : '').trim().split('\n');
  const changes = [
    ...kept.filter((line) => !now.includes(line)).map((line) => `${namesFile} - ${line}`),
    ...now.filter((line) => !kept.includes(line)).map((line) => `${namesFile} + ${line}`),
  ];
  return changes.length === 0
    ? []
    : [
        ...changes,
        `A name that goes breaks installations, dashboards or clients: keep the old one for a release. If the changes are intended, run: ${command}`,
      ];
}

export function keepNames(now: readonly string[]): void {
  writeFileSync(namesFile, `${now.join('\n')}\n`);
}
