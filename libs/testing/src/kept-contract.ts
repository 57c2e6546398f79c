import { contractOf, type PublishedContract } from '@keelson/conformance';
import { FeatureRegistry } from '@keelson/kernel';
import { ApiDocument, routesOf } from '@keelson/openapi';
import { HttpSettings } from '@keelson/rest';
import { TransfersSettings } from '@keelson/transfers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Answer, RequestOptions } from './signed-in.js';

/**
 * Every answer that a test gets is as the application's document says, whatever the test is about.
 * @throws Error telling what is not
 */
export function keptContract(
  nest: NestFastifyApplication,
  method: string,
  url: string,
  request: RequestOptions,
  answer: Answer,
): void {
  const { headers, body } = request;
  const faults = contractFor(nest).faultsOf({ method, url, ...(headers && { headers }), body }, answer);
  if (faults.length > 0)
    throw new Error(
      `The API contract is violated:\n${faults.map(({ rule, message, mend }) => `  ${rule}: ${message} ${mend}`).join('\n')}`,
    );
}

const contracts = new WeakMap<NestFastifyApplication, PublishedContract>();
const known: { readonly parts: readonly unknown[]; readonly contract: PublishedContract }[] = [];

/** Most files start the same application: its document and validators are made once for each worker. */
function contractFor(nest: NestFastifyApplication): PublishedContract {
  const own = contracts.get(nest);
  if (own) return own;
  const parts = partsOf(nest);
  const same = known.find(
    (one) => one.parts.length === parts.length && one.parts.every((part, index) => part === parts[index]),
  );
  const contract = same?.contract ?? contractOf(nest.get(ApiDocument, { strict: false }).document);
  if (!same) known.push({ parts, contract });
  contracts.set(nest, contract);
  return contract;
}

/** All that a document is made of: what buildDocument is given. */
function partsOf(nest: NestFastifyApplication): readonly unknown[] {
  const { publicUrl } = nest.get(HttpSettings, { strict: false });
  const { importLimitBytes } = nest.get(TransfersSettings, { strict: false });
  return [
    publicUrl,
    importLimitBytes,
    ...routesOf(nest).flatMap(({ method, path, type, handler }) => [method, path, type, handler]),
    // Each application has resources of its own, made from the same declarations.
    ...nest
      .get(FeatureRegistry, { strict: false })
      .resources.flatMap((resource) => [resource.entity, JSON.stringify(resource, nameOfFunction)]),
  ];
}

function nameOfFunction(_key: string, value: unknown): unknown {
  return typeof value === 'function' ? value.name : value;
}
