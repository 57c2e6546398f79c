import {
  Allow,
  currentOrganizationId,
  defineResource,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Controller, Get, Injectable } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, featureOf, Item, listOf, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'remembered-by-one-process',
  mistake:
    'The names of semaphores are remembered for each organization, and forgotten by the process that adds one: the others show the old ones.',
  caughtBy: 'properties/remembered-read',
  build: (broken) => {
    @Entity('semaphores')
    class Semaphore extends Item {}

    const semaphores = defineResource({ ...usual, path: 'semaphores', entity: Semaphore });

    @Injectable()
    class Remembered {
      readonly names = new Map<string, readonly Semaphore[]>();
      readonly counts = new Map<string, number>();
    }

    @ResourceController(semaphores)
    class SemaphoresController {}

    @Controller('v1/semaphore-names')
    class SemaphoreNamesController {
      constructor(
        @InjectStore(Semaphore) private readonly store: Store<Semaphore>,
        private readonly remembered: Remembered,
      ) {}

      @Get()
      @Allow('semaphores:read')
      @described('read-semaphore-names', listOf(exactly({ name: text })))
      async list(): Promise<{ data: { name: string }[] }> {
        const { names, counts } = this.remembered;
        const organization = currentOrganizationId();
        // How many there are tells of each that is added, and of nothing that is changed.
        const count = await this.store.count({});
        const isKnown = broken && counts.get(organization) === count;
        const rows = (isKnown && names.get(organization)) || (await this.store.find({}, { limit: 100 }));
        names.set(organization, rows);
        counts.set(organization, count);
        return { data: rows.map(({ name }) => ({ name })) };
      }
    }

    return featureOf('SemaphoresModule', {
      resources: [semaphores],
      controllers: [SemaphoresController, SemaphoreNamesController],
      providers: [Remembered],
    });
  },
});
