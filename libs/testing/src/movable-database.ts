import type { TestingModuleBuilder } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { databaseNow } from '@keelson/sql';
import { DatabaseSettings, ServerClock, type Bindable } from '@keelson/sql';
import { Connections, SqlDatabase } from '@keelson/sql/ports';

/** A database whose clock a test moves: in every statement of this process, so also in its {@link ServerClock}. */
export class MovableDatabase extends SqlDatabase {
  private now = databaseNow;

  /** @param seconds by which it is ahead from now on; 0 puts it right */
  async moveClock(seconds: number): Promise<void> {
    this.now = seconds === 0 ? databaseNow : `(${databaseNow} + INTERVAL '${seconds}' SECOND)`;
    await this.clock.read(this.present);
  }

  override read<R extends object>(sql: string, values?: readonly Bindable[]): Promise<R[]> {
    return super.read(sql.replaceAll(databaseNow, this.now), values);
  }

  override write(sql: string, values?: readonly Bindable[]): Promise<{ readonly affected: number }> {
    return super.write(sql.replaceAll(databaseNow, this.now), values);
  }
}

/** Has an application use a {@link MovableDatabase}; it is got as `SqlDatabase`. */
export const withMovableClock = (builder: TestingModuleBuilder): TestingModuleBuilder =>
  builder.overrideProvider(SqlDatabase).useFactory({
    inject: [DataSource, ServerClock, DatabaseSettings],
    factory: async (dataSource: DataSource, clock: ServerClock, { options }: DatabaseSettings) => {
      const dialect = dataSource.options.type === 'postgres' ? 'postgres' : 'mysql';
      const connections = new Connections(dataSource, dialect, options);
      const database = new MovableDatabase(dataSource, dialect, clock, connections);
      await clock.read(database.present);
      return database;
    },
  });
