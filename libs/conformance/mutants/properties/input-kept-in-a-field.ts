import {
  defineError,
  defineResource,
  Fails,
  Feature,
  InjectStore,
  Input,
  PickFields,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Injectable, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

const tooManyAlike = defineError('packets.too_many_alike', 'conflict', 'Too many of one name');

export default mutant({
  name: 'input-kept-in-a-field',
  mistake:
    'A provider keeps the input in a property while it looks something up: the next request writes over it.',
  caughtBy: 'properties/echo',
  build: (broken) => {
    @Entity('packets')
    class Packet extends Item {}

    class NewPacket extends PickFields(Packet, ['name', 'quantity', 'remark']) {}

    const packets = defineResource({ ...usual, path: 'packets', entity: Packet, create: NewPacket });

    @Injectable()
    class Intake {
      private latest: NewPacket | null = null;

      constructor(@InjectStore(Packet) private readonly store: Store<Packet>) {}

      async take(input: NewPacket): Promise<Packet> {
        this.latest = input;
        const alike = await this.store.find({ name: input.name }, { limit: 5 });
        if (alike.length === 5) throw tooManyAlike();
        return this.store.insert(broken ? this.latest : input);
      }
    }

    @ResourceController(packets)
    class PacketsController {
      constructor(private readonly intake: Intake) {}

      @Fails(tooManyAlike)
      create(@Input() input: NewPacket): Promise<Packet> {
        return this.intake.take(input);
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [packets] },
          migrations(migrationFor(packets, { more: [['organization_id', 'name']] })),
        ),
      ],
      controllers: [PacketsController],
      providers: [Intake],
    })
    class PacketsModule {}
    return PacketsModule;
  },
});
