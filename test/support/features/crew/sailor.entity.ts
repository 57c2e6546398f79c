import { Email, OrganizationRow, Ref, State, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** Who sails; the address is not for everybody, and whoever has left stays for what refers to them. */
@Entity('sailors')
export class Sailor extends OrganizationRow {
  @Text({ max: 40, example: 'Jason' }) name!: string;
  @Email() email!: string;
  @State(['aboard', 'ashore']) status!: string;
}

/** What a sailor does. */
@Entity('duties')
export class Duty extends OrganizationRow {
  @Text({ max: 40, example: 'Helm' }) title!: string;
  @Ref(() => Sailor) sailorId!: string;
}
