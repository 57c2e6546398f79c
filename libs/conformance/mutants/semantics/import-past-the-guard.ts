import {
  defineResource,
  Feature,
  Identifier,
  InjectStore,
  Input,
  PickFields,
  Ref,
  referenceNotFound,
  ResourceController,
  TransportOnly,
  type Store,
} from '@keelson/kernel';
import { Injectable, Module, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { migrations } from '@keelson/platform';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'import-past-the-guard',
  mistake: 'A guard of the creating route looks a reference up; the lines of an import pass no guard.',
  caughtBy: 'semantics/import-foreign-reference',
  build: (broken) => {
    @Entity('lecterns')
    class Lectern extends Item {}

    @Entity('bookings')
    class Booking extends Item {
      @(broken ? Identifier() : Ref(() => Lectern))
      lecternId!: string;
    }

    class NewBooking extends PickFields(Booking, [...usual.create, 'lecternId']) {}

    const lecterns = defineResource({ ...usual, path: 'lecterns', entity: Lectern });
    const bookings = defineResource({
      ...usual,
      path: 'bookings',
      entity: Booking,
      view: [...usual.view, 'lecternId'],
      create: NewBooking,
      import: true,
      permissions: { ...usual.permissions, import: 'Import them' },
    });

    @TransportOnly('it only looks a reference up')
    @Injectable()
    class OwnLectern implements CanActivate {
      constructor(@InjectStore(Lectern) private readonly store: Store<Lectern>) {}

      async canActivate(context: ExecutionContext): Promise<boolean> {
        const { body } = context.switchToHttp().getRequest<{ readonly body: unknown }>();
        const { lecternId } = (body ?? {}) as { readonly lecternId?: unknown };
        if (!broken || typeof lecternId !== 'string' || !/^[0-9a-f-]{36}$/.test(lecternId)) return true;
        if ((await this.store.find({ id: lecternId })).length > 0) return true;
        throw referenceNotFound({ errors: [{ pointer: '/lecternId', detail: 'points to nothing' }] });
      }
    }

    @ResourceController(lecterns)
    class LecternsController {}

    @ResourceController(bookings)
    class BookingsController {
      constructor(@InjectStore(Booking) private readonly store: Store<Booking>) {}

      @UseGuards(OwnLectern)
      create(@Input() input: NewBooking): Promise<Booking> {
        return this.store.insert(input);
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [lecterns, bookings] },
          migrations(migrationFor(lecterns), migrationFor(bookings)),
        ),
      ],
      providers: [OwnLectern],
      controllers: [LecternsController, BookingsController],
    })
    class BookingsModule {}
    return BookingsModule;
  },
});
