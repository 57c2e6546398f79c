import { wordsOf } from '@keelson/kernel';
import { portableQuery } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of one batch. */
const batch = 500;

interface NamedMember {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly email: string;
}

/** Members of before have the names and addresses of their users from here on, and are found by the words of the name. */
export class FillMembers1763700020016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const ask = <T>(sql: string, values: readonly unknown[]): Promise<T[]> =>
      portableQuery<T>(runner, sql, values);
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await ask<NamedMember>(
        `SELECT m.id, m.organization_id, u.name, u.email FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.id > ? ORDER BY m.id LIMIT ${batch}`,
        [after],
      );
      for (const { id, organization_id: organization, name, email } of rows) {
        await ask('UPDATE memberships SET name = ?, email = ? WHERE id = ?', [name, email, id]);
        await ask('DELETE FROM search_words WHERE organization_id = ? AND subject = ? AND row_id = ?', [
          organization,
          'memberships',
          id,
        ]);
        for (const word of wordsOf(name))
          await ask('INSERT INTO search_words (organization_id, subject, word, row_id) VALUES (?, ?, ?, ?)', [
            organization,
            'memberships',
            word,
            id,
          ]);
      }
      const last = rows.at(-1);
      if (!last) return;
      after = last.id;
    }
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
