import {
  readPem,
  Setting,
  SettingRule,
  TextSetting,
  WholeNumberSetting,
  type CheckedSettings,
  type SettingsProblem,
} from '@keelson/kernel';
import { IsOptional } from 'class-validator';
import { isP256PrivateKey } from './p256-key.js';

/** Cost of a password hash: argon2id (RFC 9106). */
export interface PasswordHashCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** How people sign in, and for how long. */
export class IdentitySettings implements CheckedSettings {
  /** PEM with real line ends. Absent: the installation keeps a key of its own in its database. */
  @Setting(
    {
      variable: 'AUTH_SIGNING_KEY',
      secret: true,
      defaultNote: 'a key generated on first start and stored in the database',
      description:
        'Private key that signs access tokens (ES256), in PEM format. Line breaks may be written as \\n. Generate one with `openssl ecparam -name prime256v1 -genkey -noout`.',
    },
    { accepts: 'an unencrypted EC private key on the curve P-256, in PEM format', read: readPem },
    SettingRule('signingKey', isP256PrivateKey),
    IsOptional(),
  )
  signingKey?: string;

  @WholeNumberSetting({
    variable: 'ACCESS_TOKEN_SECONDS',
    min: 30,
    max: 3600,
    default: '300',
    description: 'Lifetime of an access token, in seconds.',
  })
  accessTokenSeconds!: number;

  @WholeNumberSetting({
    variable: 'REFRESH_TOKEN_SECONDS',
    min: 60,
    max: 31_536_000,
    default: '2592000',
    description:
      'Lifetime of an unused refresh token, in seconds. Must be greater than ACCESS_TOKEN_SECONDS.',
  })
  refreshTokenSeconds!: number;

  @WholeNumberSetting({
    variable: 'PASSWORD_HASH_QUEUE',
    min: 1,
    max: 10_000,
    default: '64',
    description:
      'Maximum number of passwords waiting to be hashed. Once the maximum is reached, further sign-ins get 503 with Retry-After.',
  })
  passwordHashQueue!: number;

  /** A `BlocklistFile`; `PasswordPolicy` checks it at the start. */
  @TextSetting({
    variable: 'PASSWORD_BLOCKLIST_FILE',
    min: 1,
    max: 4_096,
    defaultNote: 'only the built-in list of common passwords',
    example: '/etc/keelson/pwned-passwords.txt',
    description:
      'Path of a file with more passwords that users cannot choose: one per line, sorted by byte (LC_ALL=C sort), or their SHA-1 hashes in hex, sorted, as Have I Been Pwned publishes them. The file can be of any size; it is not loaded into memory.',
  })
  passwordBlocklistFile?: string;

  @WholeNumberSetting({
    variable: 'SIGN_IN_LIMIT_PER_MINUTE',
    min: 1,
    max: 100_000,
    default: '10',
    description:
      'Number of failed sign-ins per account and network before further attempts are delayed; each delay is twice as long as the last. Across all networks, the limit per account is ten times as high. Per minute, each client address is limited to ten times this number of sign-in attempts, and to this number each of sign-ups, password reset requests, and uses of email links.',
  })
  signInsPerMinute!: number;

  @WholeNumberSetting({
    variable: 'SIGN_IN_HISTORY_DAYS',
    min: 1,
    max: 3_650,
    default: '90',
    description:
      'How long users can see their past sign-ins, in days. The history contains network addresses.',
  })
  signInHistoryDays!: number;

  /** At least twice as long as the warning is sent ahead. */
  @WholeNumberSetting({
    variable: 'UNPROVEN_ACCOUNT_DAYS',
    min: 14,
    max: 3_650,
    default: '30',
    description:
      "How long an account with an unverified email address is kept, in days since its last use, and at most three times as long in total. An email warns the user seven days before the account is erased and its organization closed; the organization's data is deleted after CLOSED_ORGANIZATION_DAYS. Without SMTP_URL, these accounts are kept.",
  })
  unprovenAccountDays!: number;

  /** OWASP's choice. No variable. */
  passwordHashCost: PasswordHashCost = { memoryKib: 19_456, passes: 2, lanes: 1 };

  /** Least milliseconds of a sign-up and of a request to reset a password, so that their time tells nothing. No variable. */
  signUpFloorMs = 250;

  check(): readonly SettingsProblem[] {
    const problems: SettingsProblem[] = [];
    if (this.refreshTokenSeconds <= this.accessTokenSeconds)
      problems.push({
        variable: 'REFRESH_TOKEN_SECONDS',
        problem: `must be greater than ACCESS_TOKEN_SECONDS (${this.accessTokenSeconds}), but is ${this.refreshTokenSeconds}.`,
      });
    return problems;
  }
}
