import {
  acrossOrganizations,
  Caller,
  FeatureRegistry,
  sampleId,
  SampleData,
  withContext,
} from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Mode } from '../config/index.js';
import { FirstOwner, Operators, OwnerSettings, type NewOwner } from '@keelson/identity';
import { Organization, OrganizationsService } from '@keelson/organizations';

/**
 * Makes the owner of an empty installation: always in evaluation, elsewhere only when the settings name one, since in
 * production nothing is invented. In evaluation the features also fill in their sample data.
 */
export async function firstStart(application: INestApplicationContext, mode: Mode): Promise<NewOwner | null> {
  const owner = application.get(OwnerSettings);
  if (mode !== 'evaluation' && !owner.email) return null;
  const made = await acrossOrganizations('the first start creates the owner', () =>
    application.get(FirstOwner).ensure({
      email: owner.email ?? 'owner@example.com',
      password: owner.password,
      name: 'Owner',
      organization: 'Sample organization',
      ...(mode === 'evaluation' && { organizationId: sampleId(Organization.name), operator: true }),
    }),
  );
  if (made && mode === 'evaluation') await fillSamples(application, made);
  return made;
}

/**
 * Makes the user whom the settings name the first operator of an installation that has none. A wrong id is told and keeps
 * nobody from starting.
 */
export async function firstOperator(application: INestApplicationContext): Promise<void> {
  const { operatorUserId } = application.get(OwnerSettings);
  if (operatorUserId === undefined) return;
  const logger = new Logger('Start');
  try {
    if (await application.get(Operators).ensureFirst(operatorUserId))
      logger.log('The user in KEELSON_OPERATOR_USER_ID is now the first operator');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'not_found') throw error;
    logger.error('KEELSON_OPERATOR_USER_ID is not the id of a user: the installation has no operator');
  }
}

async function fillSamples(application: INestApplicationContext, owner: NewOwner): Promise<void> {
  const samples = [...application.get(ModulesContainer).values()].flatMap((module) =>
    [...module.providers.values()]
      .map((provider) => provider.instance as unknown)
      .filter((one) => one instanceof SampleData),
  );
  const permissions = application.get(FeatureRegistry).permissionsOfRole('owner');
  const [organization] = await application.get(OrganizationsService).of(owner.userId);
  const caller = new Caller({
    userId: owner.userId,
    organizationId: organization?.id ?? null,
    role: 'owner',
    permissions,
    memberId: organization?.memberId ?? null,
  });
  for (const sample of samples)
    await withContext({ caller, operation: 'system:fill-samples', requestId: 'first-start' }, () =>
      application.get(Database).transaction(() => sample.fill()),
    );
}
