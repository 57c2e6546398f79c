import { migrateDatabase, pendingMigrations } from '../persistence/ports.js';
import { defineCommand } from './command.js';

/** Applies what a start would apply, without starting. */
export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: 'Applies the pending migrations.',
  flags: { dryRun: 'list the pending migrations and change nothing' },
  async run(application, { dryRun }) {
    const work = dryRun ? pendingMigrations : migrateDatabase;
    const names = await work(await application.database(), application.registry);
    return {
      json: dryRun ? { pending: names } : { applied: names },
      lines:
        names.length === 0
          ? ['The database is up to date.']
          : names.map((name) => `${dryRun ? 'Pending' : 'Applied'} ${name}`),
    };
  },
});
