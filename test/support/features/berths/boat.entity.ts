import { Identifier, OrganizationRow, State, Text, defineEvent } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** What lies at a berth; nobody but its builders sees it before it floats. */
@Entity('boats')
export class Boat extends OrganizationRow {
  @Text({ max: 40, example: 'Argo' })
  name!: string;

  @Text({ max: 40, classified: 'personal', example: 'Jason' })
  captain!: string;

  @State(['building', 'afloat'])
  status!: string;
}

class Launched {
  @Identifier()
  id!: string;

  @Text({ max: 40 })
  name!: string;
}

export const BoatLaunched = defineEvent('boat.launched', Launched, 2);
