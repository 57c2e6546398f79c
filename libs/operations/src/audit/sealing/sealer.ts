import { Injectable, Logger } from '@nestjs/common';
import { type BackgroundLoop, BackgroundLoops, type Lease, type Round } from '@keelson/runtime/ports';
import { faultPoint } from '@keelson/sql/ports';
import { Database, ServerClock } from '@keelson/sql/ports';
import { AuditSettings } from './audit.settings.js';
import type { EntryRow } from './entry-digest.js';
import { adoptMarks, isAdoptionDue, nothingAdopted } from './mark-adoption.js';
import { beforeFirstSeal, headText, sealEntries, type SealHead } from './seal.js';
import { makeSealKey, readSealKeys } from './seal-key.js';
import { lastSeal, unsealedEntries, writeSeal } from './seal-rows.js';

const beforeCommit = faultPoint('sealer.before-commit', 'worker');
const afterCommit = faultPoint('sealer.after-commit', 'worker');

/** Most entries of one seal. */
const batchSize = 500;
/** Age of an unsealed entry at which sealing counts as behind, in milliseconds. */
const behindMs = 60_000;
/** Milliseconds between two lines of the log that name the head. */
const headEveryMs = 3_600_000;

/**
 * Seals audit entries after their commit, in an order that it gives them. One process does it; a batch commits with its
 * seal, so a sealer that is killed leaves nothing half sealed. An entry waits as long as it is not marked, however late
 * its transaction commits.
 */
@Injectable()
export class Sealer {
  private readonly logger = new Logger('Audit');
  private readonly loop: BackgroundLoop;
  private isBehind = false;
  /** The last seal of this process. */
  private head: SealHead = beforeFirstSeal;
  /** Whether this process has seen that the last seal is by the present key. */
  private isKeyKnown = false;
  private headLoggedAt = performance.now();
  private adoption = nothingAdopted;

  constructor(
    private readonly database: Database,
    private readonly clock: ServerClock,
    private readonly settings: AuditSettings,
    loops: BackgroundLoops,
  ) {
    this.loop = loops.add({
      name: 'audit-sealer',
      title: 'The sealing of the audit log',
      everyMs: 1_000,
      atStart: true,
      role: 'worker',
      // Short: entries of a process that died with the lease are sealed within five seconds, too.
      lease: { name: 'audit-sealer', seconds: 4, seekEveryMs: 750 },
      across: 'seals the audit log',
      whileFailing: 'Audit entries are written but not protected by a seal.',
      round: (round) => this.seal(round),
    });
  }

  /** A round now. Never rejects: what failed is logged, and the entries wait for the next one. */
  sealNow(): Promise<void> {
    return this.loop.once();
  }

  /** @returns whether there is more */
  private async seal(round: Round): Promise<boolean> {
    // Taken before the entries are read: whoever still holds the same lease at the commit has had it all the time.
    const lease = await round.held();
    if (!lease) return false;
    const entries = await unsealedEntries(this.database, batchSize);
    this.warnWhenBehind(entries);
    if (entries.length === 0 && this.isKeyKnown) return false;
    if (!this.isKeyKnown && (await this.adopt(lease))) return true;
    const head = await this.database.transaction(() => this.write(entries, lease));
    this.isKeyKnown = true;
    afterCommit();
    if (head) this.remember(head);
    return entries.length === batchSize;
  }

  /** Before the first seal of a configured key. @returns whether there is more to take over */
  private async adopt(lease: Lease): Promise<boolean> {
    const { sealingKeys } = this.settings;
    const step = await this.database.transaction(async () => {
      await lease.assertHeld();
      const keys = await readSealKeys(this.database, sealingKeys);
      return isAdoptionDue(keys, await lastSeal(this.database))
        ? adoptMarks(this.database, keys, this.adoption)
        : null;
    });
    if (!step) return false;
    this.adoption = step;
    if (!step.isComplete) return true;
    this.logger.log(
      `From now on, AUDIT_SEALING_KEYS seals the audit log; ${step.marks} marks of erased and removed entries were carried over.`,
    );
    return false;
  }

  /** @returns the new head; null when there was nothing to seal */
  private async write(entries: readonly EntryRow[], lease: Lease): Promise<SealHead | null> {
    await lease.assertHeld();
    const now = this.clock.now();
    const { current } = await readSealKeys(this.database, this.settings.sealingKeys);
    const last = await lastSeal(this.database);
    // A new key seals the log at once: from then on nobody can go on with the former one.
    if (entries.length === 0 && (!last || last.key_id === current?.id)) return null;
    const key = current ?? (await makeSealKey(this.database, now));
    const seal = sealEntries(entries, this.lastOf(last), key, now);
    await writeSeal(this.database, seal, entries);
    beforeCommit();
    return seal;
  }

  private warnWhenBehind([oldest]: readonly EntryRow[]): void {
    const ageMs = oldest ? this.clock.ms() - Number(oldest.created_at) : 0;
    if (ageMs > behindMs && !this.isBehind)
      this.logger.warn(
        `Sealing of the audit log is behind: the oldest entry without a seal is ${Math.round(ageMs / 1_000)} s old.`,
      );
    if (ageMs <= behindMs && this.isBehind) this.logger.log('Sealing of the audit log has caught up.');
    this.isBehind = ageMs > behindMs;
  }

  /** Where the database has lost seals that this process has made, the log goes on from those: the gap stays visible. */
  private lastOf(stored: SealHead | null): SealHead {
    const last = stored ?? beforeFirstSeal;
    return last.number > this.head.number ? last : this.head;
  }

  /** Logs are mostly kept elsewhere, where whoever can change the database cannot change the head. */
  private remember(head: SealHead): void {
    this.head = head;
    if (performance.now() - this.headLoggedAt < headEveryMs) return;
    this.headLoggedAt = performance.now();
    this.logger.log(`The audit log is sealed up to ${headText(head)}.`);
  }
}
