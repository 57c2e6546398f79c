import {
  defineResource,
  Fails,
  Feature,
  Identifier,
  InjectStore,
  Input,
  PickFields,
  referenceNotFound,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'about-any-row',
  mistake: 'What a complaint is about is any UUID: nobody looks whether the writer may see such a row.',
  caughtBy: 'properties/hidden-id-accepted',
  build: (broken) => {
    @Entity('ferries')
    class Ferry extends Item {}

    @Entity('complaints')
    class Complaint extends Item {
      @Identifier()
      about!: string;

      @Identifier({ optional: true, outside: 'the id that the passenger register has given' })
      passengerId!: string | null;
    }

    class NewComplaint extends PickFields(Complaint, [...usual.create, 'about', 'passengerId']) {}

    const ferries = defineResource({ ...usual, path: 'ferries', entity: Ferry });
    const complaints = defineResource({
      ...usual,
      path: 'complaints',
      entity: Complaint,
      view: [...usual.view, 'about', 'passengerId'],
      create: NewComplaint,
    });

    @ResourceController(ferries)
    class FerriesController {}

    @ResourceController(complaints)
    class ComplaintsController {
      constructor(
        @InjectStore(Ferry) private readonly ferryStore: Store<Ferry>,
        @InjectStore(Complaint) private readonly store: Store<Complaint>,
      ) {}

      @Fails(referenceNotFound)
      async create(@Input() input: NewComplaint): Promise<Complaint> {
        const found = broken ? [input.about] : await this.ferryStore.find({ id: input.about });
        if (found.length === 0)
          throw referenceNotFound({ errors: [{ pointer: '/about', detail: 'points to nothing' }] });
        return this.store.insert(input);
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [ferries, complaints] },
          migrations(migrationFor(ferries), migrationFor(complaints)),
        ),
      ],
      controllers: [FerriesController, ComplaintsController],
    })
    class ComplaintsModule {}
    return ComplaintsModule;
  },
});
