import { AsyncLocalStorage } from 'node:async_hooks';
import { unauthenticated } from '../errors/kernel-errors.js';
import type { AbstractType } from '../fields/json-schema.js';
import type { OperatedRows } from '../resource/audience.js';
import type { Caller } from './caller.js';
import type { CallWords } from './call-words.js';
import type { Deadline } from './deadline.js';

/** Whom a row, a job or a session belongs to: one organization, or the installation itself. */
export type OwnScope =
  | { readonly kind: 'organization'; readonly organizationId: string }
  | { readonly kind: 'installation' };

/**
 * Whose rows the statements of this piece of work may touch: those of one owner, with a reason those of all, as an operator
 * those of one resource, or none.
 */
export type Scope =
  | OwnScope
  | { readonly kind: 'across'; readonly reason: string }
  | { readonly kind: 'operated'; readonly rows: OperatedRows; readonly reason: string }
  | { readonly kind: 'none' };

/** The installation itself, as the owner of what belongs to no organization. */
export const installationScope: OwnScope = { kind: 'installation' };

/** @param organizationId null for the installation itself */
export function scopeOf(organizationId: string | null): OwnScope {
  return organizationId === null ? installationScope : { kind: 'organization', organizationId };
}

/** A transaction under way, as the kernel sees it; `libs/sql` fills it. */
export interface UnitOfWork {
  /** Runs after the commit, in order; never after a rollback. Errors are logged, not thrown. */
  afterCommit(effect: () => void | Promise<void>): void;
}

/** Values that a client gives to fields which modules add to an entity, and its own code does not know. */
export interface AddedValues {
  readonly entity: AbstractType;
  readonly values: Readonly<Record<string, unknown>>;
  /** The id of the row that was written with them; null while there is none. */
  givenTo: string | null;
}

/** What a piece of work knows about itself: one request, one job, one start-up task. */
export interface Context {
  readonly requestId: string;
  /** Null until the guard has let someone in, and for the system's own work. */
  caller: Caller | null;
  /** Id of the user who caused work that has no caller, such as a job; audit entries bear it. */
  readonly causedBy?: string | null;
  /** Id of the API key that its request bore: the work has no more rights than that key. */
  readonly causedByKey?: string | null;
  /** The operation that runs, `orders:place`; audit entries bear its name. */
  operation: string | null;
  /** Overrides the scope that follows from the caller. */
  readonly scope?: Scope;
  readonly unit: UnitOfWork | null;
  /** Whether this work, or work that waits for it, has a connection in a transaction: its next one comes first. */
  readonly holdsConnection?: boolean;
  /** Until when it may wait for the database. Absent in background work. */
  readonly deadline?: Deadline | undefined;
  /** Values of fields that modules add, for the row that the operation creates: the store gives them to the first one. */
  readonly added?: AddedValues | undefined;
  /** What the face that took the work in calls the parts of a call. */
  readonly words?: CallWords;
  /** What the face that took the work in keeps about it, for itself alone. */
  readonly face?: unknown;
}

const storage = new AsyncLocalStorage<Context>();
const nowhere: Scope = { kind: 'none' };

/** The context of the work that runs, or undefined outside any. */
export function maybeContext(): Context | undefined {
  return storage.getStore();
}

/**
 * The context of the work that runs.
 * @throws Error outside any: wrap start-up and background work in {@link runAs} or {@link acrossOrganizations}.
 */
export function currentContext(): Context {
  const context = storage.getStore();
  if (!context)
    throw new Error(
      'No context: this code runs outside a request or job. Wrap it in asOrganization(id, …) or acrossOrganizations(reason, …).',
    );
  return context;
}

/** The signed-in caller. @throws DomainError `unauthenticated` when there is none. */
export function currentCaller(): Caller {
  const caller = currentContext().caller;
  if (!caller) throw unauthenticated();
  return caller;
}

/** Runs `work` in `context`. */
export function enterContext<T>(context: Context, work: () => T): T {
  return storage.run(context, work);
}

/** Runs `work` in a copy of the present context, or of an empty one, with some parts replaced. */
export function withContext<T>(changes: Partial<Context>, work: () => T): T {
  const base = storage.getStore() ?? { requestId: 'system', caller: null, operation: null, unit: null };
  return storage.run({ ...base, ...changes }, work);
}

/**
 * The only way out of one's own organization: sign-in, start-up, maintenance. The statement gateway logs the reason.
 * @param reason a sentence for the auditor, in the present tense
 */
export function acrossOrganizations<T>(reason: string, work: () => T): T {
  return withContext({ scope: { kind: 'across', reason } }, work);
}

/** Runs `work` for one organization: a job, a subscriber, the sign-up that has just made it. */
export function asOrganization<T>(organizationId: string, work: () => T): T {
  return withContext({ scope: { kind: 'organization', organizationId } }, work);
}

/** Runs `work` for one owner: an organization, or the installation itself. */
export function inScope<T>(scope: OwnScope, work: () => T): T {
  return withContext({ scope }, work);
}

/** The scope of the present work: what was said, else the caller's organization, else none. */
export function currentScope(): Scope {
  const context = storage.getStore();
  if (!context) return nowhere;
  if (context.scope) return context.scope;
  const organizationId = context.caller?.organizationId;
  return organizationId ? { kind: 'organization', organizationId } : nowhere;
}

/** The organization of the present work. @throws Error when none is in scope */
export function currentOrganizationId(): string {
  const scope = currentScope();
  if (scope.kind !== 'organization')
    throw new Error('No organization is in scope: wrap the code in asOrganization(id, …).');
  return scope.organizationId;
}
