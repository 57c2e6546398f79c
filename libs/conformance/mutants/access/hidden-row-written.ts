import {
  Allow,
  asOrganization,
  currentOrganizationId,
  defineResource,
  everything,
  Feature,
  Found,
  InjectStore,
  Operation,
  ResourceController,
  validationFailed,
  where,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { HttpCode, Module, Param, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default mutant({
  name: 'hidden-row-written',
  mistake: 'One verb of its own runs as the organization, so it changes rows that the caller may not see.',
  caughtBy: 'access/hidden-row',
  build: (broken) => {
    @Entity('sublets')
    class Sublet extends Item {}

    const sublets = defineResource({
      ...usual,
      path: 'sublets',
      entity: Sublet,
      visible: ({ caller }) => (caller.can('sublets:create') ? everything : where({ status: 'closed' })),
    });

    @ResourceController(sublets)
    class SubletsController {
      constructor(@InjectStore(Sublet) private readonly rows: Store<Sublet>) {}

      @Post(':id/renew')
      @HttpCode(200)
      @Allow('sublets:renew')
      @Operation('sublets:renew')
      @described('renew-sublet', exactly({ quantity: whole }))
      async renew(@(broken ? Param('id') : Found()) given: Sublet): Promise<{ quantity: number }> {
        const sublet = broken ? await this.anyOf(given as unknown as string) : given;
        sublet.quantity = (sublet.quantity + 1) % 1_000;
        await asOrganization(currentOrganizationId(), () => this.rows.save(sublet));
        return { quantity: sublet.quantity };
      }

      private async anyOf(id: string): Promise<Sublet> {
        if (!uuid.test(id))
          throw validationFailed({ errors: [{ parameter: 'id', detail: 'must be a UUID' }] });
        const lock = () => this.rows.lock([id.toLowerCase()]);
        const [sublet] = (await asOrganization(currentOrganizationId(), lock)) as [Sublet];
        return sublet;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [sublets], permissions: [{ name: 'sublets:renew', description: 'Renew a sublet' }] },
          migrations(migrationFor(sublets)),
        ),
      ],
      controllers: [SubletsController],
    })
    class SubletsModule {}
    return SubletsModule;
  },
});
