import {
  accessRuleOf,
  FeatureRegistry,
  OperationCatalog,
  type AccessRule,
  permissionOf,
  type CatalogOperation,
  type CatalogRoute,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { BackgroundLoops } from '@keelson/runtime/ports';
import { AccessControl } from './access-control.js';

/**
 * The boot proof of deny by default: every route says who may call it, every permission it names is in the catalog,
 * and somebody vouches for the tokens that it needs.
 */
@Injectable()
export class RouteAccess {
  constructor(
    private readonly catalog: OperationCatalog,
    private readonly registry: FeatureRegistry,
    private readonly control: AccessControl,
    loops: BackgroundLoops,
  ) {
    loops.proveFirst(() => this.prove());
  }

  /** @throws Error naming every route that says nothing or names a permission that no feature declares */
  private prove(): void {
    const tenants = new Set(this.registry.permissions.map(({ name }) => name));
    const operators = new Set(this.registry.operatorPermissions.map(({ name }) => name));
    const faults: string[] = [];
    const shown = new Set<unknown>();
    let anyProtected = false;
    for (const { handler, operation, resource } of this.declared()) {
      const { type } = handler;
      const route = `${type.name}.${handler.name}()`;
      const rule = accessRuleOf(type, handler.method);
      shown.add(resource);
      if (rule && rule.kind !== 'public') anyProtected = true;
      if (!rule)
        faults.push(`${route} has no access rule: add @Allow('…'), @SignedIn('why') or @Public('why').`);
      else if (operation && weakens(rule, operation))
        faults.push(
          `${route} belongs to the operation "${operation.name}", which already has a permission: remove @Allow, @SignedIn or @Public.`,
        );
      else if (rule.kind === 'permission' && operators.has(rule.permission))
        faults.push(
          `${route} requires "${rule.permission}", an operator permission: use @AllowOperator('${rule.permission}').`,
        );
      else if (rule.kind === 'permission' && !tenants.has(rule.permission))
        faults.push(
          `${route} requires the permission "${rule.permission}", which no feature declares: add it to the resource's permissions or to Feature.declare({ permissions }).`,
        );
      else if (rule.kind === 'operator' && !operators.has(rule.permission))
        faults.push(
          `${route} is for operators, but "${rule.permission}" is not an operator permission: declare it with operator: true in Feature.declare({ permissions }).`,
        );
      else if (rule.kind !== 'operator' && accessRuleOf(type, type)?.kind === 'operator')
        faults.push(
          `${route} allows callers other than operators, but its controller is for operators only: remove the method's access rule, or move the method to another controller.`,
        );
    }
    for (const resource of this.registry.resources)
      if (!shown.has(resource))
        faults.push(
          `The resource "${resource.path}" has no routes: add a @ResourceController for it to its module's controllers.`,
        );
    if (anyProtected && !this.control.hasAuthority)
      faults.push(
        'Some routes require a signed-in caller, but no TokenAuthority is registered: import IdentityModule, or pass one to AccessControl.useAuthority in a provider.',
      );
    if (faults.length > 0)
      throw new Error(`Some access rules are missing or wrong:\n- ${faults.join('\n- ')}`);
  }

  /** Every route, and every operation that no route leads to. */
  private declared(): CatalogRoute[] {
    const { routes, operations } = this.catalog;
    const others = operations.filter(({ handler }) => handler.places.length === 0);
    return [
      ...routes,
      ...others.map((operation) => ({ handler: operation.handler, operation, resource: null })),
    ];
  }
}

/** Whether a verb or action of a resource would be open to others than those who hold its permission. */
function weakens(rule: AccessRule, { name, resource, verb }: CatalogOperation): boolean {
  if (!resource || verb === 'free') return false;
  const permission = verb === 'list' ? permissionOf(resource, 'read') : name;
  const kind = resource.audience === 'operators' ? 'operator' : 'permission';
  return rule.kind !== kind || rule.permission !== permission;
}
