/** The family of databases that a DATABASE_URL asks for, by its scheme alone (MariaDB is a MySQL); undefined when it names none of ours. */
export function databaseFamily(url: string): 'mysql' | 'postgres' | undefined {
  if (/^(mysql|mariadb):/i.test(url)) return 'mysql';
  if (/^postgres(ql)?:/i.test(url)) return 'postgres';
  return undefined;
}
