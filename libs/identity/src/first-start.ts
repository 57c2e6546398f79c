import {
  acrossOrganizations,
  Caller,
  FeatureRegistry,
  sampleId,
  SampleData,
  StartStep,
  withContext,
  type StartMode,
  type StartNotice,
} from '@keelson/kernel';
import { Organization, OrganizationsService } from '@keelson/organizations';
import { Database } from '@keelson/sql';
import { Injectable, Logger } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { FirstOwner, type NewOwner } from './first-owner.js';
import { Operators, unprovenOperator } from './operators.js';
import { OwnerSettings } from './owner.settings.js';

/**
 * Makes the owner of an empty installation: always in evaluation, elsewhere only when the settings name one, since in
 * production nothing is invented. In evaluation the features also fill in their sample data.
 */
@Injectable()
export class OwnerAtFirstStart extends StartStep {
  constructor(
    private readonly settings: OwnerSettings,
    private readonly first: FirstOwner,
    private readonly organizations: OrganizationsService,
    private readonly registry: FeatureRegistry,
    private readonly database: Database,
    private readonly modules: ModulesContainer,
  ) {
    super();
  }

  override async run(mode: StartMode): Promise<StartNotice | null> {
    const { email, password } = this.settings;
    if (mode !== 'evaluation' && !email) return null;
    const made = await acrossOrganizations('the first start creates the owner', () =>
      this.first.ensure({
        email: email ?? 'owner@example.com',
        password,
        name: 'Owner',
        organization: 'Sample organization',
        ...(mode === 'evaluation' && { organizationId: sampleId(Organization.name), operator: true }),
      }),
    );
    if (!made)
      return mode === 'evaluation' ? { text: 'Sign in with the account from the first start.' } : null;
    if (mode === 'evaluation') await this.fillSamples(made);
    return {
      text: `Sign in as ${made.email}\n${passwordText(made)}`,
      log: 'The database was empty: created the owner from KEELSON_OWNER_EMAIL',
    };
  }

  private async fillSamples(owner: NewOwner): Promise<void> {
    const samples = [...this.modules.values()].flatMap((module) =>
      [...module.providers.values()]
        .map((provider) => provider.instance as unknown)
        .filter((one) => one instanceof SampleData),
    );
    const permissions = this.registry.permissionsOfRole('owner');
    const [organization] = await this.organizations.of(owner.userId);
    const caller = new Caller({
      userId: owner.userId,
      organizationId: organization?.id ?? null,
      role: 'owner',
      permissions,
      memberId: organization?.memberId ?? null,
    });
    for (const sample of samples)
      await withContext({ caller, operation: 'system:fill-samples', requestId: 'first-start' }, () =>
        this.database.transaction(() => sample.fill()),
      );
  }
}

/** Only at the terminal where the password was made up: it is shown this once, and logs are kept. */
function passwordText({ password }: NewOwner): string {
  return password === null
    ? '  with the password in KEELSON_OWNER_PASSWORD'
    : `  with the password ${password}\n  (shown only once; to choose the email address and password, set KEELSON_OWNER_EMAIL and KEELSON_OWNER_PASSWORD before the first start)`;
}

/**
 * Makes the user whom the settings name the first operator of an installation that has none. A wrong id is told and keeps
 * nobody from starting.
 */
@Injectable()
export class OperatorAtFirstStart extends StartStep {
  private readonly logger = new Logger('Start');

  constructor(
    private readonly settings: OwnerSettings,
    private readonly operators: Operators,
  ) {
    super();
  }

  override async run(): Promise<StartNotice | null> {
    const { operatorUserId } = this.settings;
    if (operatorUserId === undefined) return null;
    try {
      if (await this.operators.ensureFirst(operatorUserId))
        this.logger.log('The user in KEELSON_OPERATOR_USER_ID is now the first operator');
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === unprovenOperator.code) {
        this.logger.error(
          'The user in KEELSON_OPERATOR_USER_ID must verify the email address before the next start: the installation has no operator',
        );
        return null;
      }
      if (code !== 'not_found') throw error;
      this.logger.error('KEELSON_OPERATOR_USER_ID is not the id of a user: the installation has no operator');
    }
    return null;
  }
}
