import type { ConcreteType, Resource } from '@keelson/kernel';
import type { Route } from '@keelson/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Place } from '../finding.js';
import type { SourceLine, Sources } from './sources.js';

/** Says where things are written: the feature's folder where there is one, else the Nest module. */
export class Places {
  private readonly modules = new Map<unknown, string>();

  constructor(
    application: INestApplicationContext,
    private readonly sources: Sources,
  ) {
    for (const module of application.get(ModulesContainer, { strict: false }).values())
      for (const { metatype } of [...module.controllers.values(), ...module.providers.values()])
        if (metatype && !this.modules.has(metatype)) this.modules.set(metatype, module.metatype.name);
  }

  /** A verb that nobody wrote by hand is written in its resource. */
  ofRoute({ type, name, resource }: Route): Place {
    const found = this.sources.find(type.name, name.split('.')[1]);
    const declared = !found && resource ? this.sources.findResource(resource.path) : null;
    return this.place(type, found ?? declared ?? this.sources.find(type.name));
  }

  ofResource(resource: Resource): Place {
    return this.place(resource.entity, this.sources.findResource(resource.path), resource.path);
  }

  ofClass(type: ConcreteType): Place {
    return this.place(type, this.sources.find(type.name));
  }

  private place(type: ConcreteType, found: SourceLine | null, otherwise = type.name): Place {
    const folder = /(?:^|\/)features\/([^/]+)\//.exec(found?.file ?? '')?.[1];
    return { module: folder ?? this.modules.get(type) ?? otherwise, ...found };
  }
}
