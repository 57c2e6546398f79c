import {
  Action,
  defineResource,
  Feature,
  Found,
  InjectStore,
  OrganizationRow,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'not-recorded',
  mistake: 'A table of business data is exempt from the audit log, as only the platform’s own should be.',
  caughtBy: 'semantics/audit-missing',
  build: (broken) => {
    @Entity('vaults')
    class Vault extends Item {}

    @Entity('vault_openings')
    class VaultOpening extends OrganizationRow {
      @Ref(() => Vault)
      vaultId!: string;
    }

    const vaults = defineResource({
      ...usual,
      path: 'vaults',
      entity: Vault,
      permissions: { ...usual.permissions, unlock: 'Unlock a vault' },
    });

    @ResourceController(vaults)
    class VaultsController {
      constructor(@InjectStore(VaultOpening) private readonly openings: Store<VaultOpening>) {}

      @Action(vaults, 'unlock')
      async unlock(@Found() vault: Vault): Promise<Vault> {
        await this.openings.insert({ vaultId: vault.id });
        return vault;
      }
    }

    const openings = { entity: VaultOpening, tenancy: 'organization' } as const;

    @Module({
      imports: [
        Feature.declare(
          { resources: [vaults], entities: [broken ? { ...openings, recorded: false } : openings] },
          migrations(migrationFor(vaults), migrationFor(openings)),
        ),
      ],
      controllers: [VaultsController],
    })
    class VaultsModule {}
    return VaultsModule;
  },
});
