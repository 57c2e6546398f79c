import { currentOrganizationId, InjectStore, type Store } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Effect } from './effect.entity.js';

/** What is written down of one effect. */
export type Done = Pick<Effect, 'doneBy' | 'cause' | 'about' | 'sequence'>;

/** Writes effects into the database, in the transaction under way. */
@Injectable()
export class Effects {
  constructor(
    @InjectStore(Effect) private readonly effects: Store<Effect>,
    private readonly database: Database,
  ) {}

  async write(done: Done): Promise<void> {
    const [row] = await this.database.read<{ last: number | null }>(
      'SELECT MAX(sequence) AS last FROM ledger_effects WHERE organization_id = ? AND about = ? AND done_by = ?',
      [currentOrganizationId(), done.about, done.doneBy],
    );
    await this.effects.insert({ ...done, previous: Number(row?.last ?? 0) });
  }
}
