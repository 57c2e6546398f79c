import type { Check } from '../check.js';
import type { Finding } from '../finding.js';
import type { JudgedCheck, Tally, Verdict } from '../verdict.js';
import type { Progress } from '../progress.js';
import { placeText, reported } from './evidence.js';

/** Where a run is told, line by line. */
export interface Terminal {
  write(text: string): void;
  /** Whether lines can be colored and written over. */
  readonly isInteractive: boolean;
}

const colors = { red: 31, green: 32, gray: 90, bold: 1 } as const;

/** Tells a run while it goes on, and then what it has come to. */
export class TerminalReport implements Progress {
  private running = '';
  private tried = 0;
  private toldAt = 0;

  constructor(private readonly terminal: Terminal) {}

  begun(check: Check, number: number, of: number): void {
    this.running = `${number}/${of} ${check.name.padEnd(10)}`;
    this.tried = 0;
    this.live(`  … ${this.running} ${check.title}`);
  }

  held(): void {
    this.tried += 1;
    const now = performance.now();
    if (now - this.toldAt < 100) return;
    this.toldAt = now;
    this.live(`  … ${this.running} ${this.tried} tests`);
  }

  found(finding: Finding): void {
    const { rule, operation, message, mend, place } = finding;
    this.line(`  ${this.paint('red', '✗')} ${this.paint('bold', placeText(place))} ${rule}`);
    if (operation && !message.includes(operation)) this.line(`      ${operation}`);
    this.line(`      ${message}`);
    this.line(`      ${this.paint('gray', `→ ${mend}`)}`);
    const { curl, person, rows } = reported(finding).evidence;
    if (rows)
      this.line(`      actual: ${rows.actual.slice(0, 300)}\n      expected: ${rows.expected.slice(0, 300)}`);
    if (curl)
      this.line(
        `      ${this.paint('gray', `as ${person}: ${curl.replaceAll(/\s*\\\n\s*/g, ' ').slice(0, 300)}`)}`,
      );
  }

  ended({ found, held, seconds, title }: JudgedCheck): void {
    const sign = found > 0 ? this.paint('red', '✗') : this.paint('green', '✓');
    const counted = found > 0 ? `${found} failed, ${held} passed` : `${held} passed`;
    this.line(`  ${sign} ${this.running} ${`${seconds.toFixed(1)} s`.padStart(7)}  ${counted}; ${title}`);
  }

  /** The table: operations by module, a column for each check. */
  table({ operations, checks }: Verdict): void {
    const names = checks.map(({ name }) => name);
    const widest = Math.max(...operations.map(({ title }) => title.length), 10);
    this.line('');
    this.line(`  ${'operation'.padEnd(widest)}  ${names.join('  ')}`);
    const modules = [...new Set(operations.map(({ place }) => place.module))].sort();
    for (const module of modules) {
      this.line(`  ${this.paint('bold', module)}`);
      for (const { title, place, checks: tallies } of operations)
        if (place.module === module)
          this.line(
            `  ${title.padEnd(widest)}  ${names.map((name) => this.cell(name, tallies[name])).join('  ')}`,
          );
    }
  }

  /** The last line of a run. */
  summary({ engine, operations, checks, findings, seconds }: Verdict): void {
    const held = checks.reduce((sum, check) => sum + check.held, 0);
    const outcome =
      findings.length === 0
        ? this.paint('green', 'no findings')
        : this.paint('red', `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`);
    this.line('');
    this.line(
      `  ${engine}: ${operations.length} operations, ${held} tests passed, ${outcome}, ${seconds.toFixed(1)} s`,
    );
  }

  line(text: string): void {
    this.terminal.write(`${this.terminal.isInteractive ? '\r\u001B[2K' : ''}${text}\n`);
  }

  private live(text: string): void {
    if (this.terminal.isInteractive) this.terminal.write(`\r\u001B[2K${text}`);
  }

  private cell(name: string, tally: Tally | undefined): string {
    const text = !tally ? '·' : tally.found > 0 ? `✗ ${tally.found}` : `✓ ${tally.held}`;
    const padded = text.padEnd(name.length);
    return this.paint(!tally ? 'gray' : tally.found > 0 ? 'red' : 'green', padded);
  }

  private paint(color: keyof typeof colors, text: string): string {
    return this.terminal.isInteractive ? `\u001B[${colors[color]}m${text}\u001B[0m` : text;
  }
}
