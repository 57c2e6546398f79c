import {
  accessRuleOf,
  FeatureRegistry,
  operationOf,
  resourceOf,
  type AccessRule,
  type OperationMeta,
} from '@keelson/kernel';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { AccessControl } from './access-control.js';

/**
 * The boot proof of deny by default: every route says who may call it, every permission it names is in the catalog,
 * and somebody vouches for the tokens that it needs.
 */
@Injectable()
export class RouteAccess implements OnApplicationBootstrap {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly scanner: MetadataScanner,
    private readonly registry: FeatureRegistry,
    private readonly control: AccessControl,
  ) {}

  /** @throws Error naming every route that says nothing or names a permission that no feature declares */
  onApplicationBootstrap(): void {
    const tenants = new Set(this.registry.permissions.map(({ name }) => name));
    const operators = new Set(this.registry.operatorPermissions.map(({ name }) => name));
    const faults: string[] = [];
    const shown = new Set<unknown>();
    let anyProtected = false;
    for (const { route, type, handler } of this.routes()) {
      const rule = accessRuleOf(type, handler);
      shown.add(resourceOf(type));
      if (rule && rule.kind !== 'public') anyProtected = true;
      if (!rule)
        faults.push(`${route} has no access rule: add @Allow('…'), @SignedIn('why') or @Public('why').`);
      else if (weakens(rule, operationOf(handler)))
        faults.push(
          `${route} belongs to the operation "${operationOf(handler)?.name}", which already has a permission: remove @Allow, @SignedIn or @Public.`,
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
          `${route} is for operators with "${rule.permission}", which is not an operator permission: declare it with operator: true in Feature.declare({ permissions }).`,
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
        'Some routes require a signed-in caller, but no TokenAuthority is registered: import IdentityModule, or have a provider pass one to AccessControl.useAuthority.',
      );
    if (faults.length > 0)
      throw new Error(`Some access rules are missing or wrong:\n- ${faults.join('\n- ')}`);
  }

  private *routes(): Generator<{ route: string; type: object; handler: object }> {
    for (const module of this.modules.values())
      for (const { metatype } of module.controllers.values()) {
        const prototype = metatype?.prototype as Record<string, unknown> | undefined;
        if (!metatype || !prototype) continue;
        for (const name of this.scanner.getAllMethodNames(prototype)) {
          const handler = prototype[name];
          if (typeof handler === 'function' && Reflect.hasMetadata(PATH_METADATA, handler))
            yield { route: `${metatype.name}.${name}()`, type: metatype, handler };
        }
      }
  }
}

/** Whether a verb or action of a resource would be open to others than those who hold its permission. */
function weakens(rule: AccessRule, operation: OperationMeta | undefined): boolean {
  if (!operation?.resource || operation.verb === 'free') return false;
  return rule.kind !== 'permission' || rule.permission !== operation.name;
}
