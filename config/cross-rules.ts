import { engineOf } from './database.settings.js';
import { serverTlsProblems } from './server-tls.js';
import { settingsTable } from './settings-table.js';
import type { SettingsGroups } from './settings-classes.js';
import type { SettingsProblem } from './settings-error.js';

/** Rules between settings. Judges values that may be wrong by themselves, so that one message can name everything. */
export function crossProblems(groups: SettingsGroups): SettingsProblem[] {
  return [
    ...databaseProblems(groups),
    ...serverTlsProblems(groups),
    ...mailProblems(groups),
    ...ownerProblems(groups),
    ...tokenProblems(groups),
  ];
}

function databaseProblems({ runtime, database, queue }: SettingsGroups): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  if (database.url === undefined && runtime.environment === 'production') {
    problems.push({
      variable: 'DATABASE_URL',
      problem: `is missing. Production requires a database and disables the embedded PostgreSQL. Set it to a URL such as ${exampleOf('DATABASE_URL')}, or to a postgres:// URL.`,
    });
  } else if (database.url === undefined && (runtime.role === 'api' || runtime.role === 'worker')) {
    problems.push({
      variable: 'ROLE',
      problem: `"${runtime.role}" requires DATABASE_URL, because the embedded PostgreSQL serves a single process. Set DATABASE_URL, or set ROLE to all.`,
    });
  }
  if (queue.redisUrl === undefined && database.url !== undefined && engineOf(database.url) === 'mysql') {
    problems.push({
      variable: 'REDIS_URL',
      problem: `is missing. With MySQL or MariaDB, the job queue requires Redis. Set it to a URL such as ${exampleOf('REDIS_URL')}.`,
    });
  }
  return problems;
}

function mailProblems({ runtime, mail }: SettingsGroups): SettingsProblem[] {
  const senderWasGiven = mail.from !== settingsTable.find(({ name }) => name === 'MAIL_FROM')?.default;
  if (runtime.environment !== 'production' || mail.smtpUrl === undefined || senderWasGiven) return [];
  return [
    {
      variable: 'MAIL_FROM',
      problem:
        'is missing. In production, SMTP_URL requires a sender address at a domain other than localhost. Set it to an address at your domain.',
    },
  ];
}

function ownerProblems({ owner }: SettingsGroups): SettingsProblem[] {
  if ((owner.email === undefined) === (owner.password === undefined)) return [];
  const [missing, given] =
    owner.email === undefined
      ? ['KEELSON_OWNER_EMAIL', 'KEELSON_OWNER_PASSWORD']
      : ['KEELSON_OWNER_PASSWORD', 'KEELSON_OWNER_EMAIL'];
  return [{ variable: missing, problem: `is missing, but ${given} is set. Set both, or neither.` }];
}

function tokenProblems({ access }: SettingsGroups): SettingsProblem[] {
  if (!(access.refreshTokenSeconds <= access.accessTokenSeconds)) return [];
  return [
    {
      variable: 'REFRESH_TOKEN_SECONDS',
      problem: `must be greater than ACCESS_TOKEN_SECONDS (${access.accessTokenSeconds}), but is ${access.refreshTokenSeconds}.`,
    },
  ];
}

function exampleOf(variable: string): string {
  return settingsTable.find(({ name }) => name === variable)?.example ?? 'a value';
}
