import type { AccessRule } from '@keelson/kernel';
import type { Check, Proceedings } from './check.js';
import type { Finding } from './finding.js';
import type { Operation } from './judged.js';
import type { JudgedOperation, Tally } from './verdict.js';
import type { Progress } from './progress.js';

/** Most findings of one rule on one operation: a screenful shows what a thousand would. */
const mostAlike = 3;

/** Writes down what the checks find and what held. */
export class Minutes {
  readonly findings: Finding[] = [];
  private readonly tallies = new Map<string, { held: number; found: number }>();
  private readonly alike = new Map<string, number>();
  private readonly said = new Set<string>();

  constructor(private readonly progress?: Pick<Progress, 'held' | 'found'>) {}

  of(check: Check): Proceedings {
    return {
      held: (_rule, operation) => {
        this.tally(check.name, operation).held += 1;
        this.progress?.held();
      },
      found: (finding) => {
        this.tally(check.name, finding.operation).found += 1;
        if (!this.isNew(finding)) return;
        const whole = { check: check.name, ...finding };
        this.findings.push(whole);
        this.progress?.found(whole);
      },
    };
  }

  /** Whether it says more than what is written down: a few of a rule for an operation, and none again for another row. */
  private isNew({ rule, operation, message }: Omit<Finding, 'check'>): boolean {
    const said = `${rule} ${operation} ${message.replace(/[\da-f]{8}-[\da-f-]{27}|\d+/g, '#')}`;
    if (this.said.has(said)) return false;
    const key = `${rule} ${operation}`;
    const before = this.alike.get(key) ?? 0;
    if (before >= mostAlike) return false;
    this.said.add(said);
    this.alike.set(key, before + 1);
    return true;
  }

  /** Of one check over everything. */
  sum(check: string): Tally {
    const all = [...this.tallies].filter(([key]) => key.startsWith(`${check} `)).map(([, tally]) => tally);
    return {
      held: all.reduce((sum, { held }) => sum + held, 0),
      found: all.reduce((sum, { found }) => sum + found, 0),
    };
  }

  operations(operations: readonly Operation[], checks: readonly Check[]): JudgedOperation[] {
    return operations.map(({ title, place, rule }) => ({
      title,
      place,
      access: accessText(rule),
      checks: Object.fromEntries(
        checks.flatMap(({ name }) => {
          const tally = this.tallies.get(`${name} ${title}`);
          return tally ? [[name, tally]] : [];
        }),
      ),
    }));
  }

  private tally(check: string, operation: string | null): { held: number; found: number } {
    const key = `${check} ${operation ?? ''}`;
    let tally = this.tallies.get(key);
    if (!tally) this.tallies.set(key, (tally = { held: 0, found: 0 }));
    return tally;
  }
}

function accessText(rule: AccessRule | undefined): string | null {
  if (!rule) return null;
  if (rule.kind === 'permission') return rule.permission;
  return `${rule.kind}: ${rule.kind === 'operator' ? rule.permission : rule.reason}`;
}
