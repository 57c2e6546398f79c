import {
  Allow,
  currentCaller,
  defineResource,
  Fails,
  Feature,
  InjectStore,
  Input,
  OneOf,
  Operation,
  ResourceController,
  unprovenAddress,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'unproven-gets-invitation',
  mistake: 'A guest is let in by an address that may be anybody’s: nobody asks whether it is proven.',
  caughtBy: 'access/unproven',
  build: (broken) => {
    const permission = 'guest-places:take';

    @Entity('guest_places')
    class GuestPlace extends Item {}

    class WantedPlace {
      @OneOf(['inside', 'outside'], { example: 'inside' })
      side!: string;
    }

    const guestPlaces = defineResource({ ...usual, path: 'guest-places', entity: GuestPlace });

    @ResourceController(guestPlaces)
    class GuestPlacesController {}

    @Controller('v1/taken-guest-places')
    class TakenGuestPlacesController {
      constructor(@InjectStore(GuestPlace) private readonly store: Store<GuestPlace>) {}

      @Post()
      @HttpCode(200)
      @Allow(permission)
      @Operation(permission)
      @Fails(unprovenAddress)
      @described('take-guest-place', exactly({ quantity: whole }))
      async take(@Input() { side }: WantedPlace): Promise<{ quantity: number }> {
        if (!broken && !currentCaller().isProven) throw unprovenAddress();
        const { quantity } = await this.store.insert({ name: 'Guest', quantity: 1, remark: side });
        return { quantity };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [guestPlaces], permissions: [{ name: permission, description: 'Take a place' }] },
          migrations(migrationFor(guestPlaces)),
        ),
      ],
      controllers: [GuestPlacesController, TakenGuestPlacesController],
    })
    class GuestPlacesModule {}
    return GuestPlacesModule;
  },
});
