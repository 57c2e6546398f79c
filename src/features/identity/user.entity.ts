import { Email, Row, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** A person who can sign in, whichever organizations they belong to. */
@Entity('users')
export class User extends Row {
  @Email({ unique: 'ignore-case', description: 'Where mail goes, and the name to sign in with.' })
  email!: string;

  @Text({
    max: 120,
    classified: 'personal',
    description: 'What to call the person.',
    example: 'Ada Lovelace',
  })
  name!: string;

  /** PHC string of argon2id. */
  @Text({ max: 255, classified: 'secret' })
  passwordHash!: string;
}
