import {
  Action,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Input,
  isNamed,
  PickFields,
  Ref,
  referenceNotFound,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'old-reference-checked-again',
  mistake:
    'A change is refused because what the row refers to has been closed since, whatever the change names.',
  caughtBy: 'semantics/merge-patch-refers',
  build: (broken) => {
    @Entity('guides')
    class Guide extends Item {}

    @Entity('tours')
    class Tour extends Item {
      @Ref(() => Guide)
      guideId!: string;
    }

    class TourChanges extends PickFields(Tour, ['name', 'guideId']) {}

    const guides = defineResource({
      ...usual,
      path: 'guides',
      entity: Guide,
      permissions: { ...usual.permissions, close: 'Close one' },
    });
    const tours = defineResource({
      ...usual,
      path: 'tours',
      entity: Tour,
      view: [...usual.view, 'guideId'],
      create: [...usual.create, 'guideId'],
      update: TourChanges,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(guides)
    class GuidesController {
      @Action(guides, 'close', { from: 'open', to: 'closed' })
      close(@Found() guide: Guide): Guide {
        return guide;
      }
    }

    @ResourceController(tours)
    class ToursController {
      constructor(@InjectStore(Guide) private readonly people: Store<Guide>) {}

      async update(@Found() row: Tour, @Input() changes: TourChanges): Promise<Tour> {
        if (broken || isNamed(changes, 'guideId')) await this.assertOpen(changes.guideId);
        return Object.assign(row, changes);
      }

      private async assertOpen(id: string): Promise<void> {
        if ((await this.people.get(id)).status !== 'open')
          throw referenceNotFound({ errors: [{ pointer: '/guideId', detail: 'is closed' }] });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [guides, tours] },
          migrations(migrationFor(guides), migrationFor(tours)),
        ),
      ],
      controllers: [GuidesController, ToursController],
    })
    class ToursModule {}
    return ToursModule;
  },
});
