/** What an application is made of. */
export interface Choices {
  /** Of its package.json. */
  readonly name: string;
  /** The database that it runs on. */
  readonly engine: 'postgres' | 'mysql';
  /** Whether it has the sample features. */
  readonly hasSample: boolean;
}
