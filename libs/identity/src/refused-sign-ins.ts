import { installationScope, withContext } from '@keelson/kernel';
import { AuditLog, idOfName } from '@keelson/operations';
import { BackgroundLoops, type BackgroundLoop } from '@keelson/runtime';
import { Injectable } from '@nestjs/common';

/** Milliseconds between two rounds of writing. */
const writeEveryMs = 5_000;
/** Most entries of one round: so many an hour and process are 7,200, whatever an attacker does. */
const mostEntries = 10;
/** Least milliseconds between two entries about the same account and network. */
const quietMs = 15 * 60_000;
/** Accounts and networks that are told apart; attempts beyond them are counted together. */
const mostKnown = 10_000;

/** Attempts on one account from one network. */
interface Attempts {
  /** Null where no account has the address. */
  readonly userId: string | null;
  readonly network: string;
  count: number;
  /** By the process's stopwatch. */
  quietUntil: number;
}

/**
 * Sign-ins that were refused, as entries of the installation's audit log: one for many attempts on an account from a
 * network. They are written behind the answer, so that its time does not tell whether there is an account. A process that
 * is killed loses those of its last seconds.
 */
@Injectable()
export class RefusedSignIns {
  private readonly attempts = new Map<string, Attempts>();
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly audit: AuditLog,
    loops: BackgroundLoops,
  ) {
    this.loop = loops.add({
      name: 'refused-sign-ins',
      title: 'The auditing of failed sign-ins',
      everyMs: writeEveryMs,
      round: () => this.writeDue(),
      onStop: () => this.writeDue().catch(() => undefined),
    });
  }

  /** @param network as `Origin` has it; kept without its last part */
  note(userId: string | null, network: string): void {
    const part = shortened(network);
    const key = `${userId ?? 'nobody'} ${part}`;
    const known = this.attempts.get(key) ?? this.begin(key, userId, part);
    known.count += 1;
  }

  /** A round now. Never rejects: what failed is logged, and written by the next one. */
  recordNow(): Promise<void> {
    return this.loop.once();
  }

  private begin(key: string, userId: string | null, network: string): Attempts {
    const isKnown = this.attempts.size < mostKnown;
    const made = { userId: isKnown ? userId : null, network: isKnown ? network : 'others', count: 0 };
    const name = isKnown ? key : 'others';
    const attempts = this.attempts.get(name) ?? { ...made, quietUntil: -Infinity };
    this.attempts.set(name, attempts);
    return attempts;
  }

  /** Those with the most attempts first. */
  private async writeDue(): Promise<void> {
    const now = performance.now();
    const due: Attempts[] = [];
    for (const [key, attempts] of this.attempts) {
      if (attempts.quietUntil > now) continue;
      if (attempts.count === 0) this.attempts.delete(key);
      else due.push(attempts);
    }
    for (const attempts of due.sort((a, b) => b.count - a.count).slice(0, mostEntries)) {
      const { count } = attempts;
      await this.write(attempts);
      // More may have come meanwhile.
      attempts.count -= count;
      attempts.quietUntil = now + quietMs;
    }
  }

  private write({ userId, network, count }: Attempts): Promise<void> {
    return withContext({ operation: 'auth:sign-in' }, () =>
      this.audit.record(
        {
          action: 'auth:sign-in',
          kind: 'refused',
          subjectType: userId === null ? 'network' : 'user',
          subjectId: userId ?? idOfName('network', network),
          actorId: null,
          details: { attempts: count, network },
        },
        installationScope,
      ),
    );
  }
}

/** A network that says where an attack comes from and not who sits there: an IPv4 /24, an IPv6 /48. */
export function shortened(network: string): string {
  if (network.includes(':')) return `${network.split(':').slice(0, 3).join(':')}::/48`;
  return network.includes('.') ? `${network.split('.').slice(0, 3).join('.')}.0/24` : network;
}
