import { arePlaintextHosts, readHosts } from './plaintext-hosts.js';
import { Setting } from './setting.js';
import { OneOf, Rule, Text, WholeNumber } from './setting-kinds.js';

/** What a process does: everything, answers requests, or works off jobs. */
export type Role = 'all' | 'api' | 'worker';

/** What this process is, how it ends, and where it may keep files. */
export class RuntimeSettings {
  @OneOf({
    variable: 'NODE_ENV',
    words: ['production', 'development', 'test'],
    defaultNote: 'development',
    example: 'production',
    description:
      'In production nothing is invented: the embedded PostgreSQL is refused and what is needed must be given.',
  })
  environment?: 'production' | 'development' | 'test';

  @OneOf({
    variable: 'ROLE',
    words: ['all', 'api', 'worker'],
    default: 'all',
    description:
      'What this process does: answer requests (api), work off jobs (worker), or both (all). Other than all needs DATABASE_URL.',
  })
  role!: Role;

  @WholeNumber({
    variable: 'SHUTDOWN_SECONDS',
    min: 1,
    max: 9,
    default: '9',
    description:
      'Seconds that requests in flight and running jobs have to finish after SIGTERM or SIGINT. Below 10, which is what most supervisors wait.',
  })
  shutdownSeconds!: number;

  /** Absolute once loaded. */
  @Text({
    variable: 'KEELSON_DATA',
    min: 1,
    max: 1000,
    default: '.keelson',
    description:
      'Folder for what this process keeps on disk: the embedded PostgreSQL, and mail when there is no SMTP_URL. Relative to the working folder.',
  })
  dataFolder!: string;

  /** In lower case. */
  @Setting(
    {
      variable: 'PLAINTEXT_HOSTS',
      default: '',
      defaultNote: 'none',
      example: 'database,redis',
      description:
        'Hosts that the database and Redis may be reached at without TLS, beside this machine: those of a private network that you trust.',
    },
    { accepts: 'host names or IP addresses, separated by commas', read: readHosts },
    Rule('plaintextHosts', arePlaintextHosts),
  )
  plaintextHosts!: readonly string[];
}
