import { Setting } from '@keelson/kernel';
import { Matches } from 'class-validator';

/** Whose access tokens are accepted. */
export class AccessSettings {
  @Setting(
    {
      variable: 'AUTH_ISSUER',
      default: 'keelson',
      description: 'The `iss` claim of access tokens. Changing it invalidates every access token.',
    },
    { accepts: 'a value of 1 to 200 printable characters without spaces' },
    Matches(/^[\x21-\x7e]{1,200}$/),
  )
  issuer!: string;
}
