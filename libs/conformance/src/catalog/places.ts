import {
  areaOf,
  FEATURE,
  type AbstractType,
  type DeclaredFeature,
  type EventDefinition,
  type FeatureRegistry,
  type Resource,
} from '@keelson/kernel';
import type { Route } from '@keelson/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Place } from '../finding.js';
import type { SourceLine, Sources } from './sources.js';

/** Says where things are written: the feature's folder where there is one, else the Nest module. */
export class Places {
  private readonly modules = new Map<unknown, string>();
  private readonly nestModules = new Set<string>();

  constructor(
    application: INestApplicationContext,
    private readonly sources: Sources,
  ) {
    for (const module of application.get(ModulesContainer, { strict: false }).values()) {
      this.nestModules.add(module.metatype.name);
      for (const imported of module.imports) {
        const declared = imported.providers.get(FEATURE)?.instance as DeclaredFeature | undefined;
        const declaration = declared?.declaration;
        for (const event of declaration?.events ?? []) this.modules.set(event, module.metatype.name);
        for (const { name } of declaration?.permissions ?? []) this.modules.set(name, module.metatype.name);
      }
      for (const { metatype } of [...module.controllers.values(), ...module.providers.values()])
        if (metatype && !this.modules.has(metatype)) this.modules.set(metatype, module.metatype.name);
    }
  }

  /** The modules by the names that places have, also those without a route. */
  get names(): ReadonlySet<string> {
    const types = [...this.modules.keys()].filter((one) => typeof one === 'function');
    return new Set([...this.nestModules, ...types.map((type) => this.of(type as AbstractType).module)]);
  }

  of(what: AbstractType | Resource | EventDefinition): Place {
    if (typeof what === 'function') return this.place(what, this.sources.find(what.name));
    return 'path' in what ? this.ofResource(what) : this.ofEvent(what);
  }

  /** A verb that nobody wrote by hand is written in its resource. */
  ofRoute({ type, name, resource }: Route): Place {
    const found = this.sources.find(type.name, name.split('.')[1]);
    const declared = !found && resource ? this.sources.findResource(resource) : null;
    return this.place(type, found ?? declared ?? this.sources.find(type.name));
  }

  /** Of a resource's, or declared outside of any; what nobody declares is looked for by its text. */
  ofPermission(name: string, { resources }: Pick<FeatureRegistry, 'resources'>): Place {
    const text = this.sources.findText(`'${name}'`);
    if (this.modules.has(name)) return this.place(name, text);
    const resource = resources.find((one) => name.startsWith(`${areaOf(one)}:`));
    if (resource && name.slice(resource.path.length + 1) in resource.permissions)
      return this.ofResource(resource);
    return this.place(name, text, resource?.path ?? name.split(':')[0]);
  }

  private ofResource(resource: Resource): Place {
    return this.place(resource.entity, this.sources.findResource(resource), resource.path);
  }

  private ofEvent(event: EventDefinition): Place {
    return this.place(event, this.sources.findEvent(event.type), event.type);
  }

  private place(
    type: AbstractType | EventDefinition | string,
    found: SourceLine | null,
    otherwise = typeof type === 'string' ? type : 'name' in type ? type.name : type.type,
  ): Place {
    const folder = /(?:^|\/)features\/([^/]+)\//.exec(found?.file ?? '')?.[1];
    return { module: folder ?? this.modules.get(type) ?? otherwise, ...found };
  }
}
