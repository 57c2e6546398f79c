import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import { Asking } from '../access/asking.js';
import { evidenceOf, resourceOf, validRequest } from '../contract/requests.js';
import { judgeReads } from './reads.js';
import type { Table } from './table.js';

/** What writes cost on large tables: the rows that they look for before they write. */
export class WriteBudget {
  private readonly asking: Asking;
  private readonly accepted: Operation[] = [];

  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
  ) {
    this.asking = new Asking(judged, proceedings, 'budgets');
  }

  /** Notes which writes an organization of few rows is granted. */
  async note(): Promise<void> {
    for (const operation of this.writes())
      if ((await this.asking.send(await validRequest(this.asking, operation))).status < 300)
        this.accepted.push(operation);
  }

  async judge(tables: readonly Table[]): Promise<void> {
    for (const operation of this.accepted) {
      const inquiry = await validRequest(this.asking, operation);
      const answer = await this.asking.send(inquiry);
      if (answer.status < 300)
        await judgeReads(this.judged, this.proceedings, operation, [inquiry, answer], tables);
      else
        this.asking.found('no-answer', operation, {
          message: `${operation.title} succeeds for an organization with few rows, but not for one with many: ${answer.status}.`,
          mend: 'Find the rows that the write needs with an index and a limit. To find the error, search the log for the request id.',
          evidence: { ...evidenceOf(inquiry, answer), statements: answer.statements.slice(-20) },
        });
    }
  }

  /** Those about rows of the organization whose tables are filled. */
  private writes(): readonly Operation[] {
    const { operations, registry } = this.judged;
    return operations.filter(
      (operation) =>
        operation.method !== 'GET' &&
        operation.rule?.kind === 'permission' &&
        resourceOf(registry, operation) !== undefined,
    );
  }
}
