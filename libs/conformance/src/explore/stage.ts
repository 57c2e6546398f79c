import { fieldsOf, permissionOf, type AbstractType, type Resource } from '@keelson/kernel';
import { workersOf } from '../checks/job-run.js';
import { isStreamed } from '../checks/streamed.js';
import type { Judged, Operation } from '../judged.js';
import { referencesOf } from '../world/field-values.js';
import type { ActorName } from './step.js';

/** What one module's sequences are made of: operations, and who may do what. */
export interface Stage {
  readonly module: string;
  readonly operations: readonly StagedOperation[];
  readonly permissions: ReadonlyMap<ActorName, ReadonlySet<string>>;
  /** Whether the module has jobs or subscribers. */
  readonly hasWork: boolean;
}

export interface StagedOperation {
  readonly operation: Operation;
  readonly permission: string;
  readonly resource: Resource | undefined;
  /** Of the module itself; the others make and change what its rows refer to. */
  readonly isOwn: boolean;
}

/** The stages of the modules that a run judges and that write something. */
export function stagesOf(judged: Judged): Stage[] {
  const permissions = permissionsOf(judged);
  const atWork = new Set(workersOf(judged.subject).map(({ type }) => judged.placeOf(type).module));
  const modules = [...new Set(judged.operations.filter(isPlayed).map(({ place }) => place.module))];
  return modules.flatMap((module) => {
    const own = judged.allOperations.filter((one) => isPlayed(one) && one.place.module === module);
    if (!own.some(({ meta }) => meta && !meta.reads)) return [];
    const targets = targetsOf(judged, own);
    const related = judged.allOperations.filter(
      (one) =>
        isPlayed(one) && !own.includes(one) && one.method !== 'GET' && targets.has(one.resource as Resource),
    );
    return [
      {
        module,
        permissions,
        hasWork: atWork.has(module),
        operations: [...own, ...related].map((operation) => ({
          operation,
          permission: permissionIn(operation),
          resource: operation.resource ?? resourceOfPermission(judged, permissionIn(operation)),
          isOwn: own.includes(operation),
        })),
      },
    ];
  });
}

/** What needs a permission of an organization, and takes a body that can be made up. */
function isPlayed(operation: Operation): boolean {
  return operation.rule?.kind === 'permission' && operation.route !== undefined && !isStreamed(operation);
}

function permissionIn({ rule }: Operation): string {
  return rule?.kind === 'permission' ? rule.permission : '';
}

function resourceOfPermission({ registry }: Judged, permission: string): Resource | undefined {
  return registry.resources.find((one) => permission.startsWith(`${one.path}:`));
}

/** Resources to whose rows inputs of the operations refer. */
function targetsOf({ registry }: Judged, operations: readonly Operation[]): ReadonlySet<Resource> {
  return new Set(
    operations.flatMap(({ input }) =>
      (input ? referencesOf(input) : []).flatMap(
        ({ field }) => registry.resourceFor(field.target?.() as AbstractType) ?? [],
      ),
    ),
  );
}

/**
 * Two members hold what members hold and what routes ask for, but nothing that only code asks for: such a permission
 * (`orders:read-all`) widens what one sees, and the two shall see different rows.
 */
function permissionsOf({ registry, allOperations }: Judged): Stage['permissions'] {
  const grantable = [...registry.grantablePermissions];
  const asked = new Set(allOperations.map(permissionIn));
  const members = registry.permissionsOfRole('member');
  const reads = new Set(registry.resources.map((resource) => permissionOf(resource, 'read')));
  const member = new Set(grantable.filter((one) => members.has(one) || asked.has(one)));
  return new Map<ActorName, ReadonlySet<string>>([
    ['owner', registry.permissionsOfRole('owner')],
    ['admin', new Set(grantable)],
    ['first member', member],
    ['second member', member],
    ['guest', new Set(grantable.filter((one) => reads.has(one)))],
    ['service account', member],
    ['stranger', registry.permissionsOfRole('owner')],
  ]);
}

/** The field that holds the state of the operation's rows. */
export function stateName({ resource }: Pick<StagedOperation, 'resource'>): string | null {
  return resource?.state?.name ?? null;
}

/** Whether an operation is about one row that its address names. */
export function isAboutRow({ operation, resource }: StagedOperation): boolean {
  return resource !== undefined && operation.path.includes('{id}');
}

/** Whether the fields of an input have one of the kind. */
export function takes(operation: Operation, kind: string): boolean {
  return operation.input !== null && fieldsOf(operation.input).some((field) => field.kind === kind);
}
