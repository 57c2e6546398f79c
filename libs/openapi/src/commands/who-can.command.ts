import type { FeatureRegistry } from '@keelson/kernel';
import { routesIn } from '../routes.js';
import { CommandError, defineCommand, table } from '@keelson/sql/ports';
import { rolesWith } from './roles.js';
import { listed } from './routes.command.js';

/** Who has a permission, and what it opens. Which users have a role is in the database, and not looked up. */
export const whoCanCommand = defineCommand({
  name: 'who-can',
  summary: 'Shows which roles have a permission, and which routes require it.',
  arguments: { permission: 'such as orders:place' },
  run({ catalog, registry }, { permission }) {
    const { description, operator } = declared(permission, registry);
    const who = operator ? ['operators'] : rolesWith(permission, registry);
    const routes = routesIn(catalog)
      .map((route) => listed(route, registry))
      .filter((route) => route.permission === permission)
      .map(({ method, path, operation }) => ({ method, path, operation }));
    return Promise.resolve({
      json: { permission, description, who, routes },
      lines: [
        `${permission}: ${description}`,
        `Granted to ${who.join(', ')}.`,
        ...(routes.length === 0
          ? ['No route requires it.']
          : table(
              ['METHOD', 'PATH', 'OPERATION'],
              routes.map(({ method, path, operation }) => [method, path, operation ?? '-']),
            )),
      ],
    });
  },
});

function declared(name: string, registry: FeatureRegistry): { description: string; operator: boolean } {
  const all = [
    ...registry.permissions.map((one) => ({ ...one, operator: false })),
    ...registry.operatorPermissions.map((one) => ({ ...one, operator: true })),
  ];
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const area = name.split(':')[0] ?? '';
  const near = all.map((one) => one.name).filter((one) => one.split(':')[0] === area);
  throw new CommandError(
    near.length > 0
      ? `There is no permission "${name}". Permissions of "${area}": ${near.join(', ')}.`
      : `There is no permission "${name}". Permissions look like orders:place; \`keelson routes\` shows those that routes require.`,
  );
}
