import {
  enhancersOf,
  facePoint,
  FeatureRegistry,
  isMark,
  isTransportOnly,
  OperationCatalog,
  routeArguments,
  type CatalogOperation,
} from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';

/**
 * The boot proof of operations that something other than REST can call: nothing that stands around the route is missing
 * there. Applications without another face, and resources without an import, have nothing to prove.
 */
@Injectable()
export class FaceProof implements OnModuleInit {
  constructor(
    private readonly catalog: OperationCatalog,
    private readonly registry: FeatureRegistry,
    private readonly config: ApplicationConfig,
  ) {}

  /** @throws Error naming each guard, interceptor, pipe and parameter that only REST has, and what to do about it */
  onModuleInit(): void {
    const faults = [...this.reachable()].flatMap(([operation, caller]) => this.faultsOf(operation, caller));
    if (faults.length > 0)
      throw new Error(
        `Some operations cannot be called safely by transports other than REST:\n- ${faults.join('\n- ')}`,
      );
  }

  /** Operations, and what can call them beside REST. */
  private *reachable(): Generator<[CatalogOperation, string]> {
    const faces = this.registry.contributions(facePoint).map(({ value }) => value);
    for (const operation of this.catalog.operations) {
      if (faces.length > 0 && operation.onlyOnRest === null) yield [operation, faces.join(' and ')];
      else if (operation.verb === 'create' && operation.resource?.import) yield [operation, 'the import'];
    }
  }

  private faultsOf(operation: CatalogOperation, caller: string): string[] {
    const { handler, arguments: plans } = operation;
    const where = `${handler.type.name}.${handler.name}()`;
    const missing = this.enhancersAround(operation).filter((one) => !isTransportOnly(classOf(one)));
    const params = plans.all.flatMap((plan) => (plan.kind === 'face' ? plan.what : []));
    const isStatic = handler.instance() !== undefined;
    return [
      ...(isStatic
        ? []
        : [
            `${where} can be called by ${caller}, but ${handler.type.name} is created for each request: inject nothing that is request-scoped, or restrict the operation to REST with @OnlyOnRest('why').`,
          ]),
      ...missing.map((one) => {
        const { name } = classOf(one);
        return `${where} can be called by ${caller}, which does not run ${name}: mark ${name} with @TransportOnly('why that is safe'), make its rule a @Gate, or restrict the operation to REST with @OnlyOnRest('why').`;
      }),
      ...params.map(
        (what) =>
          `${where} can be called by ${caller}, which cannot provide ${what}: remove the parameter, or restrict the operation to REST with @OnlyOnRest('why').`,
      ),
    ];
  }

  /** Guards, interceptors and pipes around a route: of the application, the class, the method and its parameters. */
  private enhancersAround({ handler }: CatalogOperation): object[] {
    const { type, method, name } = handler;
    const ofParameters = routeArguments(type, name)
      .flatMap(({ pipes = [] }) => pipes as object[])
      .filter((pipe) => !isMark(pipe));
    return [
      ...this.config.getGlobalGuards(),
      ...this.config.getGlobalInterceptors(),
      ...this.config.getGlobalPipes(),
      ...[
        ...this.config.getGlobalRequestGuards(),
        ...this.config.getGlobalRequestInterceptors(),
        ...this.config.getGlobalRequestPipes(),
      ].map(({ metatype }) => metatype as object),
      ...enhancersOf(type, method),
      ...ofParameters,
    ];
  }
}

/** Enhancers are given as classes or as instances. */
function classOf(enhancer: object): { readonly name: string } & object {
  return (typeof enhancer === 'function' ? enhancer : enhancer.constructor) as { readonly name: string };
}
