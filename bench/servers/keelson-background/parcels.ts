import {
  asOrganization,
  defineEvent,
  defineJob,
  Feature,
  Identifier,
  Integer,
  Jobs,
  OrganizationRow,
  Stores,
  Subscriber,
  Text,
  type EventHandler,
  type RecordedEvent,
} from '@keelson/kernel';
import { column, createTable, Database, JobProcessor, migrations, rowColumns } from '@keelson/platform';
import { Injectable, Module } from '@nestjs/common';
import { Entity, type MigrationInterface, type QueryRunner } from 'typeorm';
import { organizationCount, organizationId } from '../../data/articles.js';
import { Starts } from '../control.js';

/** What begins here, jobs and deliveries apart; the application is the only one of its process. */
export const jobStarts = new Starts();
export const eventStarts = new Starts();

@Entity('parcels')
class Parcel extends OrganizationRow {
  @Text({ max: 100 })
  label!: string;
}

class ParcelCreated {
  @Identifier()
  id!: string;

  @Text({ max: 100 })
  label!: string;
}
const parcelCreated = defineEvent('parcel.created', ParcelCreated);

class Stamp {
  @Integer()
  number!: number;
}
const stamping = defineJob('parcels.stamp', Stamp);

@JobProcessor(stamping, { concurrency: 64 })
@Injectable()
class StampParcels {
  async run({ number }: Stamp): Promise<void> {
    jobStarts.begin(String(number));
  }
}

@Subscriber('parcels.follow', { to: parcelCreated, effects: 'outside', concurrency: 64 })
@Injectable()
class FollowParcels implements EventHandler<ParcelCreated> {
  async handle({ aggregate }: RecordedEvent<ParcelCreated>): Promise<void> {
    eventStarts.begin(aggregate.id);
  }
}

class CreateParcels1764000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'parcels', {
      columns: { ...rowColumns('organization'), label: column.text(100) },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}

/** Causes the work as an operation of a feature would. */
@Injectable()
export class Parcels {
  constructor(
    private readonly stores: Stores,
    private readonly jobs: Jobs,
    private readonly database: Database,
  ) {}

  /** A row, its audit entry and its event, in one transaction. @returns the row's id */
  create(number: number): Promise<string> {
    return asOrganization(organizationId(number % organizationCount), () =>
      this.database.transaction(async () => {
        const { id } = await this.stores.of(Parcel).insert({ label: `parcel ${number}` });
        return id;
      }),
    );
  }

  async stamp(number: number): Promise<void> {
    await asOrganization(organizationId(number % organizationCount), () =>
      this.jobs.enqueue(stamping, { number }),
    );
  }
}

@Module({
  imports: [
    Feature.declare(
      { entities: [{ entity: Parcel, tenancy: 'organization' }], events: [parcelCreated] },
      migrations(CreateParcels1764000100000),
    ),
  ],
  providers: [StampParcels, FollowParcels, Parcels],
  exports: [Parcels],
})
export class ParcelsModule {}
