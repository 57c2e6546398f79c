import type { ConcreteType } from '@keelson/kernel';
import { writtenProtectedTable } from '@keelson/platform';
import { DataSource } from 'typeorm';
import type { Check, Proceedings } from '../../check.js';
import type { Place } from '../../finding.js';
import type { Judged } from '../../judged.js';
import type { SentStatement } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import { boundConstructs, refusedConstructs, type Construct } from './constructs.js';
import { judgeConnections } from './connections.js';
import { isRefused, written, type Binding } from './probe.js';

const mend =
  'The gateway does not treat the table as a tenant table: declare its entity with the tenancy "organization" in Feature.declare({ entities: […] }) or as a resource, and send every statement through the application\'s DataSource or Database.';

/** The gate on the driver refuses what does not bind the tenant, on every tenant's table, whoever sends it. */
export const gateway: Check = {
  name: 'gateway',
  title: 'every statement on a tenant table is limited to the current organization',
  async run(judged, proceedings) {
    judgeConnections(judged, proceedings);
    const source = judged.subject.application.get(DataSource, { strict: false });
    await concurrently(await tenantTables(judged, source), (table) =>
      new TableProbe(judged, source, table, proceedings).run(),
    );
  },
};

interface TenantTable {
  readonly name: string;
  readonly place: Place;
}

/** The tables of organizations' entities, and whatever else has the column: a table may have no entity. */
async function tenantTables(
  { subject, registry, placeOf }: Judged,
  source: DataSource,
): Promise<TenantTable[]> {
  const declared = new Map(
    source.entityMetadatas.map((metadata) => [metadata.tableName, metadata.target as ConcreteType]),
  );
  const tenancies = new Map(registry.entities.map(({ entity, tenancy }) => [entity as unknown, tenancy]));
  const rows = await subject.sql(
    `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'organization_id' AND table_schema = ${subject.engine === 'mysql' ? 'DATABASE()' : 'current_schema()'}`,
  );
  return rows.flatMap((row) => {
    const name = String(row['name']);
    const entity = declared.get(name);
    const tenancy = entity && tenancies.get(entity);
    if (tenancy !== undefined && tenancy !== 'organization') return [];
    return [{ name, place: entity ? placeOf(entity) : { module: name } }];
  });
}

/** Tries every construct of the engine on one table. */
class TableProbe {
  constructor(
    private readonly judged: Judged,
    private readonly source: DataSource,
    private readonly table: TenantTable,
    private readonly proceedings: Proceedings,
  ) {}

  async run(): Promise<void> {
    const { subject } = this.judged;
    const here = ({ engine }: Construct) => engine === undefined || engine === subject.engine;
    for (const construct of boundConstructs.filter(here)) await this.bound(construct);
    for (const construct of refusedConstructs.filter(here)) {
      const statement = this.write(construct, [this.own]);
      await this.expect(true, statement, `${construct.title}`, this.own.to);
    }
  }

  private get own(): { readonly to: string } {
    return { to: this.judged.world.owner.organizationId };
  }

  private async bound(construct: Construct): Promise<void> {
    const { owner, stranger } = this.judged.world;
    const whole = this.write(construct, [this.own]);
    // A table that only the platform writes is written by nobody else, also in their own organization.
    const isProtected = writtenProtectedTable(whole.text) !== null;
    await this.expect(isProtected, whole, `${construct.title}, bound`, owner.organizationId);
    await this.expect(true, whole, `${construct.title}, outside any organization`, null);
    await this.expect(
      true,
      whole,
      `${construct.title}, bound to another organization`,
      stranger.organizationId,
    );
    for (let part = 0; part < whole.parts; part += 1) {
      const bindings = Array.from({ length: whole.parts }, (): Binding => this.own);
      const without = this.write(construct, bindings.with(part, 'nothing'));
      await this.expect(
        true,
        without,
        `${construct.title}, part ${part + 1} not bound`,
        owner.organizationId,
      );
      const foreign = this.write(construct, bindings.with(part, { to: stranger.organizationId }));
      await this.expect(
        true,
        foreign,
        `${construct.title}, part ${part + 1} bound to another organization`,
        owner.organizationId,
      );
    }
  }

  private write(construct: Construct, bindings: readonly Binding[]): ReturnType<typeof written> {
    return written(construct, this.table.name, this.judged.subject.engine, bindings);
  }

  private async expect(
    refused: boolean,
    statement: SentStatement,
    title: string,
    organizationId: string | null,
  ): Promise<void> {
    if ((await isRefused(this.source, statement, organizationId)) === refused)
      return this.proceedings.held('gateway/construct', null);
    this.proceedings.found({
      rule: refused ? 'gateway/let-through' : 'gateway/refused',
      operation: null,
      place: this.table.place,
      message: refused
        ? `The gateway allowed a statement on ${this.table.name}: ${title}.`
        : `The gateway refused a statement on ${this.table.name} that binds its organization: ${title}.`,
      mend: refused ? mend : 'This is a bug in the gateway. Report it, and include the statement.',
      evidence: { statements: [{ text: statement.text, values: statement.values }] },
    });
  }
}
