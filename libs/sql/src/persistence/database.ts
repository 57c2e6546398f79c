/** A value that can be bound to a statement. */
export type Bindable = string | number | boolean | Date | Buffer | null;

/**
 * The one door to the database. SQL is written once for both engines: `?` for each value, snake_case names without
 * quotes; where the engines differ, ask {@link dialect}. Statements run in the present transaction, if there is one,
 * and pass the statement gateway.
 */
export abstract class Database {
  abstract readonly dialect: 'mysql' | 'postgres';

  /** Rows of a prepared SELECT, keyed by column name or alias. */
  abstract read<R extends object>(sql: string, values?: readonly Bindable[]): Promise<R[]>;

  /** Runs a prepared INSERT, UPDATE or DELETE. */
  abstract write(sql: string, values?: readonly Bindable[]): Promise<{ readonly affected: number }>;

  /**
   * Runs `work` in a READ COMMITTED transaction: the present one, or a new one that is rerun as a whole after a
   * deadlock or a serialization failure (five times at most, until the deadline of the request), and when its turn for a
   * row that many want has come.
   * @throws DomainError `deadline_exceeded`, `too_many_waiting`, `database_locked`; it is rolled back then
   */
  abstract transaction<T>(work: () => Promise<T>): Promise<T>;

  /** Like {@link transaction}, but on a connection of its own that commits first. */
  abstract separateTransaction<T>(work: () => Promise<T>): Promise<T>;
}
