import {
  ChoiceSetting,
  Setting,
  SettingRule,
  TextSetting,
  WholeNumberSetting,
  type CheckedSettings,
  type Settings,
  type Surroundings,
} from '@keelson/kernel';
import { resolve } from 'node:path';
import { arePlaintextHosts, readHosts } from './plaintext-hosts.js';

/**
 * What a process does: everything, answers requests, or works off jobs. A process that runs one command of the command line
 * does nothing by itself; no setting makes a process one.
 */
export type Role = 'all' | 'api' | 'worker' | 'command';

/** What this process is, how it ends, and where it may keep files. */
export class RuntimeSettings implements CheckedSettings {
  @ChoiceSetting({
    variable: 'NODE_ENV',
    words: ['production', 'development', 'test'],
    defaultNote: 'development',
    example: 'production',
    description:
      'In production there are no fallbacks: every required setting must be set, and the embedded PostgreSQL is disabled.',
  })
  environment?: 'production' | 'development' | 'test';

  @ChoiceSetting({
    variable: 'ROLE',
    words: ['all', 'api', 'worker'],
    default: 'all',
    description:
      'What this process does: serve requests (api), run jobs (worker), or both (all). api and worker require DATABASE_URL.',
  })
  role!: Role;

  @WholeNumberSetting({
    variable: 'SHUTDOWN_SECONDS',
    min: 1,
    max: 9,
    default: '9',
    description:
      'How long requests in flight and running jobs may take to finish after SIGTERM or SIGINT, in seconds. The maximum is 9, because most supervisors kill the process after 10 seconds.',
  })
  shutdownSeconds!: number;

  /** Absolute once loaded. */
  @TextSetting({
    variable: 'KEELSON_DATA',
    min: 1,
    max: 1000,
    default: '.keelson',
    description:
      "Folder for this process's files: the data of the embedded PostgreSQL, and emails if SMTP_URL is not set. A relative path is resolved against the working directory.",
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
        'Remote database and Redis hosts that may be used without TLS, on a private network that you trust.',
    },
    { accepts: 'host names or IP addresses, separated by commas', read: readHosts },
    SettingRule('plaintextHosts', arePlaintextHosts),
  )
  plaintextHosts!: readonly string[];

  get isProduction(): boolean {
    return this.environment === 'production';
  }

  /** Somebody is at work on the application, or tries it. */
  get isDevelopment(): boolean {
    return this.environment === undefined || this.environment === 'development';
  }

  /** Milliseconds that requests and jobs under way have to finish when the application closes. */
  get stopMs(): number {
    // The rest is for closing what they need: the database, the queue, the embedded PostgreSQL.
    return this.shutdownSeconds * 720;
  }

  complete(_settings: Settings, { folder }: Surroundings): void {
    this.dataFolder = resolve(folder, this.dataFolder);
  }
}
