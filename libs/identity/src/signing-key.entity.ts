import { OneOf, Row, Text } from '@keelson/kernel';
import { Entity, Unique } from 'typeorm';

/** The key that the installation has made for itself. */
@Entity('signing_keys')
// Two processes that start at once must end up with one key.
@Unique(['purpose'])
export class SigningKey extends Row {
  @OneOf(['access-tokens'])
  purpose!: 'access-tokens';

  /** PKCS #8 in PEM. */
  @Text({ max: 1_000, classified: 'secret' })
  privateKeyPem!: string;
}
