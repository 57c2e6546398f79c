import {
  currentExchange,
  defineResource,
  Feature,
  Identifier,
  InjectStore,
  Input,
  PickFields,
  Ref,
  referenceNotFound,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Injectable, Module, UseGuards, type CanActivate } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'import-past-the-guard',
  mistake: 'A guard of the creating route looks a reference up; the lines of an import pass no guard.',
  caughtBy: 'semantics/import-foreign-reference',
  build: (broken) => {
    @Entity('desks')
    class Desk extends Item {}

    @Entity('bookings')
    class Booking extends Item {
      @(broken ? Identifier() : Ref(() => Desk))
      deskId!: string;
    }

    class NewBooking extends PickFields(Booking, [...usual.create, 'deskId']) {}

    const desks = defineResource({ ...usual, path: 'desks', entity: Desk });
    const bookings = defineResource({
      ...usual,
      path: 'bookings',
      entity: Booking,
      view: [...usual.view, 'deskId'],
      create: NewBooking,
      import: true,
      permissions: { ...usual.permissions, import: 'Import them' },
    });

    @Injectable()
    class OwnDesk implements CanActivate {
      constructor(@InjectStore(Desk) private readonly store: Store<Desk>) {}

      async canActivate(): Promise<boolean> {
        const { deskId } = (currentExchange().request.body ?? {}) as { readonly deskId?: unknown };
        if (!broken || typeof deskId !== 'string' || !/^[0-9a-f-]{36}$/.test(deskId)) return true;
        if ((await this.store.find({ id: deskId })).length > 0) return true;
        throw referenceNotFound({ errors: [{ pointer: '/deskId', detail: 'points to nothing' }] });
      }
    }

    @ResourceController(desks)
    class DesksController {}

    @ResourceController(bookings)
    class BookingsController {
      constructor(@InjectStore(Booking) private readonly store: Store<Booking>) {}

      @UseGuards(OwnDesk)
      create(@Input() input: NewBooking): Promise<Booking> {
        return this.store.insert(input);
      }
    }

    @Module({
      imports: [
        Feature.declare({
          resources: [desks, bookings],
          migrations: [migrationFor(desks), migrationFor(bookings)],
        }),
      ],
      providers: [OwnDesk],
      controllers: [DesksController, BookingsController],
    })
    class BookingsModule {}
    return BookingsModule;
  },
});
