import type { FeatureRegistry } from '@keelson/kernel';
import type { OperationDocument, PathItem } from './document.js';

const known: Readonly<Record<string, string>> = {
  auth: 'Accounts, tokens and sessions.',
  installation: 'For installation operators. An operator token is not bound to an organization.',
  'event-log': "The organization's events, in order.",
  health: 'Health checks, for orchestrators and load balancers.',
};

/** The tags in use, each with what it stands for: a resource's tag says what its collection is about. */
export function describeTags(
  paths: Readonly<Record<string, PathItem>>,
  registry: Pick<FeatureRegistry, 'resources'>,
): { name: string; description: string }[] {
  const used = new Set(
    Object.values(paths).flatMap((item) =>
      (Object.values(item) as OperationDocument[]).flatMap((operation) => operation.tags ?? []),
    ),
  );
  return [...used].sort().map((name) => ({
    name,
    description:
      registry.resources.find((resource) => resource.path === name)?.description ??
      known[name] ??
      `Operations on ${name.replaceAll('-', ' ')}.`,
  }));
}
