import { Email, Row, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** A person who can sign in, whichever organizations they belong to. */
@Entity('users')
export class User extends Row {
  @Email({ unique: 'ignore-case', description: 'Email address, also used to sign in.' })
  email!: string;

  @Text({
    max: 120,
    classified: 'personal',
    description: 'Name of the user.',
    example: 'Ada Lovelace',
  })
  name!: string;

  /** PHC string of argon2id. */
  @Text({ max: 255, classified: 'secret' })
  passwordHash!: string;
}
