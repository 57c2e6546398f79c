import { Feature, ResourceController, defineResource, type Caller } from '@keelson/kernel';
import { AccessControl, KeyAuthority, migrations, type KnownKey } from '@keelson/platform';
import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'key-keeps-removed-permission',
  mistake:
    'API keys are looked up once and remembered, to save statements, and keep what their member has lost.',
  caughtBy: 'access/key-after-removal',
  build: (broken) => {
    @Entity('portholes')
    class Porthole extends Item {}

    const portholes = defineResource({ ...usual, path: 'portholes', entity: Porthole });

    @ResourceController(portholes)
    class PortholesController {}

    @Injectable()
    class RememberedKeys extends KeyAuthority implements OnApplicationBootstrap {
      private usual: KeyAuthority | null = null;
      private readonly known = new Map<string, KnownKey>();

      constructor(private readonly access: AccessControl) {
        super();
      }

      onApplicationBootstrap(): void {
        this.usual = this.access.keyAuthority;
        this.access.useKeyAuthority(this);
      }

      override async keyOf(digest: string): Promise<KnownKey | null> {
        const key = (broken && this.known.get(digest)) || ((await this.usual?.keyOf(digest)) ?? null);
        if (key) this.known.set(digest, key);
        return key;
      }

      override async callerOf(keyId: string, organizationId: string): Promise<Caller | null> {
        return (await this.usual?.callerOf(keyId, organizationId)) ?? null;
      }

      override used(keyId: string): void {
        this.usual?.used(keyId);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [portholes] }, migrations(migrationFor(portholes)))],
      controllers: [PortholesController],
      providers: [RememberedKeys],
    })
    class PortholesModule {}
    return PortholesModule;
  },
});
