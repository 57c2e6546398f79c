import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';

interface Fault {
  readonly rule: string;
  readonly message: string;
  readonly mend: string;
}

/** Each mounted route has a controller behind it, an access rule and its part of the document. */
export function judgeRoutes({ operations, registry }: Judged, proceedings: Proceedings): void {
  const catalog = new Set([...registry.permissions, ...registry.operatorPermissions].map(({ name }) => name));
  const owners = new Map<string, Operation>();
  for (const operation of operations) {
    const faults = [...faultsOf(operation, catalog, owners)];
    for (const fault of faults)
      proceedings.found({ ...fault, operation: operation.title, place: operation.place, evidence: {} });
    if (faults.length === 0) proceedings.held('inventory/route', operation.title);
  }
}

function* faultsOf(
  operation: Operation,
  catalog: ReadonlySet<string>,
  owners: Map<string, Operation>,
): Generator<Fault> {
  const { route, rule, document, meta, method, title } = operation;
  if (!route) {
    yield {
      rule: 'inventory/unknown-route',
      message: `${title} is mounted, but no controller declares it, so it has no guard, no rate limit and no documentation.`,
      mend: 'Make it a method of a Nest controller with @Allow, @SignedIn or @Public, and remove the plain Fastify route.',
    };
    return;
  }
  if (!rule)
    yield {
      rule: 'inventory/no-access-rule',
      message: `${route.name}() has no access rule.`,
      mend: "Add @Allow('<area>:<verb>'), or @SignedIn or @Public with the reason.",
    };
  else if ('reason' in rule && rule.reason.trim().length < 8)
    yield {
      rule: 'inventory/no-reason',
      message: `${route.name}() is declared ${rule.kind} without a meaningful reason.`,
      mend: 'Say in a few words why no permission is required.',
    };
  else if ('permission' in rule && !catalog.has(rule.permission))
    yield {
      rule: 'inventory/unknown-permission',
      message: `${route.name}() requires "${rule.permission}", which no feature declares.`,
      mend: 'Correct the name, or declare the permission in a feature.',
    };
  const permission = rule && 'permission' in rule ? rule.permission : null;
  if (permission && meta?.verb === 'free' && areaOf(permission) !== areaOf(meta.name))
    yield {
      rule: 'inventory/other-permission',
      message: `${route.name}() is the operation "${meta.name}" but requires "${permission}", a permission from another area.`,
      mend: `Write @Allow('${meta.name}'), or name the operation after the permission, so that the route, the permission and the audit entry share one name.`,
    };
  if (permission && method !== 'GET' && /:(read|list|see|view)$/.test(permission))
    yield {
      rule: 'inventory/write-by-reading',
      message: `${title} writes data but requires only the read permission "${permission}".`,
      mend: 'Require a separate permission for the write.',
    };
  if (method !== 'GET' && permission && !meta)
    yield {
      rule: 'inventory/write-without-operation',
      message: `${route.name}() can write but is not an operation, so it has no transaction, no idempotency and no name in the audit log.`,
      mend: `Add @Operation('${permission}').`,
    };
  if (!document) {
    // The pages of the documentation are no part of it; whatever needs a token or writes is.
    if (rule?.kind === 'public' && method === 'GET') return;
    yield {
      rule: 'inventory/undocumented',
      message: `${title} is not in the OpenAPI document.`,
      mend: 'Remove @ApiExcludeEndpoint or @ApiExcludeController, and describe it with @ApiOperation.',
    };
    return;
  }
  yield* documentFaults(operation, document, owners);
}

function* documentFaults(
  operation: Operation,
  document: NonNullable<Operation['document']>,
  owners: Map<string, Operation>,
): Generator<Fault> {
  const { title, rule, path } = operation;
  const { operationId, summary, responses } = document;
  const other = operationId === undefined ? undefined : owners.get(operationId);
  if (operationId === undefined || other)
    yield {
      rule: 'inventory/operation-id',
      message: other
        ? `${title} and ${other.title} share the operation id "${operationId}".`
        : `${title} has no operation id.`,
      mend: "Set a unique one with @ApiOperation({ operationId: '…' }).",
    };
  else owners.set(operationId, operation);
  if (!summary)
    yield {
      rule: 'inventory/no-summary',
      message: `${title} has no summary.`,
      mend: "Add @ApiOperation({ summary: '…' }).",
    };
  const wanted = [
    ...(rule && rule.kind !== 'public' ? ['401'] : []),
    ...(rule && rule.kind !== 'public' ? ['403'] : []),
    ...(operation.resource && path.includes('{id}') ? ['404'] : []),
    ...(operation.input ? ['400'] : []),
  ];
  const missing = wanted.filter((status) => !(status in responses));
  if (missing.length > 0)
    yield {
      rule: 'inventory/undocumented-errors',
      message: `The OpenAPI document does not list the responses ${missing.join(', ')} for ${title}.`,
      mend: 'Bind the class with @ResourceController, or document the responses.',
    };
  if (!Object.keys(responses).some((status) => /^[23]/.test(status)))
    yield {
      rule: 'inventory/undocumented-answer',
      message: `The OpenAPI document has no success response for ${title}.`,
      mend: 'Add @ApiOkResponse({ type: … }) or a similar decorator.',
    };
}

/** `tickets` of `tickets:import`. */
function areaOf(name: string): string {
  return name.split(':')[0] ?? name;
}
