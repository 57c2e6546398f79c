const name = '[A-Za-z_][A-Za-z0-9_]*';
const level = '(?:READ UNCOMMITTED|READ COMMITTED|REPEATABLE READ|SERIALIZABLE)';

/** Statements that begin and end transactions, in the forms that TypeORM and people write; nothing else about them is let through. */
const allowed = new RegExp(
  `^\\s*(?:BEGIN(?: WORK| TRANSACTION)?|START TRANSACTION(?: READ ONLY| READ WRITE| ISOLATION LEVEL ${level})?|COMMIT(?: WORK)?|ROLLBACK(?: WORK)?|SAVEPOINT ${name}|RELEASE SAVEPOINT ${name}|ROLLBACK TO(?: SAVEPOINT)? ${name}|SET TRANSACTION ISOLATION LEVEL ${level})\\s*;?\\s*$`,
  'i',
);

/** Whether this is one of the allowed statements of transaction control. */
export function controlsTransaction(text: string): boolean {
  return text.length < 200 && allowed.test(text);
}
