import {
  acrossOrganizations,
  Allow,
  defineResource,
  Feature,
  InjectStore,
  Operation,
  ResourceController,
  validationFailed,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, HttpCode, Module, Param, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default mutant({
  name: 'foreign-row-written',
  mistake: 'Counting up finds its row across all organizations, and writes it there.',
  caughtBy: 'access/foreign-row-changed',
  build: (broken) => {
    @Entity('rooms')
    class Room extends Item {}

    const rooms = defineResource({
      ...usual,
      path: 'rooms',
      entity: Room,
    });

    @ResourceController(rooms)
    class RoomsController {}

    @Controller('v1/room-entries')
    class RoomEntriesController {
      constructor(@InjectStore(Room) private readonly store: Store<Room>) {}

      @Post(':id')
      @HttpCode(200)
      @Allow('rooms:create')
      @Operation('rooms:enter')
      @described('enter-room', exactly({ quantity: whole }))
      async enter(@Param('id') id: string): Promise<{ quantity: number }> {
        if (!uuid.test(id))
          throw validationFailed({
            detail: 'Not an id.',
            errors: [{ parameter: 'id', detail: 'must be a UUID' }],
          });
        const write = async () => {
          const [room] = (await this.store.lock([id.toLowerCase()])) as [Room];
          room.quantity = Math.min(1_000, room.quantity + 1);
          await this.store.save(room);
          return { quantity: room.quantity };
        };
        return broken ? acrossOrganizations('enters a room', write) : write();
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [rooms] }, migrations(migrationFor(rooms)))],
      controllers: [RoomsController, RoomEntriesController],
    })
    class RoomsModule {}
    return RoomsModule;
  },
});
