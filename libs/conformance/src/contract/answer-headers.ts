import type { HeaderDocument, ResponseDocument } from './document-parts.js';
import type { ContractRule } from './fault.js';
import type { Schemas } from './schemas.js';

/** Headers of HTTP itself and of its security, which belong to every answer and to no operation. */
const ofHttp = new Set(
  `allow cache-control connection content-disposition content-length content-type date keep-alive pragma
  transfer-encoding vary content-security-policy cross-origin-embedder-policy cross-origin-opener-policy
  cross-origin-resource-policy origin-agent-cluster permissions-policy referrer-policy strict-transport-security
  x-content-type-options x-dns-prefetch-control x-download-options x-frame-options x-permitted-cross-domain-policies
  x-xss-protection`.split(/\s+/),
);

/** Declared headers that an answer may well lack: their descriptions say when. */
const optional = new Set([
  'link',
  'idempotency-replayed',
  'access-control-allow-origin',
  'ratelimit',
  'ratelimit-policy',
]);

type Headers = Readonly<Record<string, string | undefined>>;

/** How the headers of an answer differ from those that the document declares for it. */
export function headerFaults(
  answer: { readonly status: number; readonly headers: Headers },
  declared: ResponseDocument['headers'],
  schemas: Schemas,
  resolve: (header: unknown) => HeaderDocument,
): { readonly rule: ContractRule; readonly message: string }[] {
  const documents = new Map(
    Object.entries(declared ?? {}).map(([name, header]) => [name.toLowerCase(), resolve(header)]),
  );
  const faults: { rule: ContractRule; message: string }[] = [];
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || ofHttp.has(name)) continue;
    const document = documents.get(name);
    if (!document)
      faults.push({ rule: 'undeclared-header', message: `the header ${name} is not documented` });
    else if (!schemas.fitsText(document.schema, String(value)))
      faults.push({
        rule: 'wrong-header',
        message: `the header ${name} is "${String(value)}", which its schema does not allow`,
      });
  }
  for (const name of documents.keys())
    if (answer.headers[name] === undefined && !isOptional(name, answer.status))
      faults.push({ rule: 'missing-header', message: `the header ${name} is missing` });
  return faults;
}

/** One 409 of two may say when to come back; a refusal of an unavailable service always does. */
function isOptional(name: string, status: number): boolean {
  return optional.has(name) || (name === 'retry-after' && status !== 429 && status !== 503);
}
