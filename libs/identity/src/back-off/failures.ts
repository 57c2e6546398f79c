/** Failed attempts that are counted together, as stored. Moments are milliseconds since 1970, by the database's clock. */
export interface Failures {
  readonly failures: number;
  readonly blockedUntil: number;
  readonly forgottenAt: number;
}

/** How attempts that are counted together are slowed down. */
export interface BackOffRule {
  /** Attempts that fail before any has to wait. */
  readonly free: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

const minuteMs = 60_000;
/** How long the last failure is remembered: of the first few, and of those that make the next one wait. */
const briefMs = 60 * minuteMs;
const longMs = 24 * 60 * minuteMs;

/** From one device, or from one network without a known device. */
export const ofOrigin = (free: number): BackOffRule => ({
  free,
  firstDelayMs: 15_000,
  longestDelayMs: 60 * minuteMs,
});

/** On one account from everywhere but its known devices: what many networks together may guess. */
export const ofAccount = (free: number): BackOffRule => ({
  free: 10 * free,
  firstDelayMs: 1_000,
  longestDelayMs: 15 * minuteMs,
});

export function isForgotten({ forgottenAt }: Failures, now: number): boolean {
  return forgottenAt <= now;
}

/** Whole seconds until the next attempt may be made; 0 when it may now. */
export function secondsToWait(known: Failures | undefined, now: number): number {
  if (!known || isForgotten(known, now)) return 0;
  return Math.max(0, Math.ceil((known.blockedUntil - now) / 1_000));
}

/** What is stored once one more attempt has failed, or is under way and has not succeeded yet. */
export function oneMore(known: Failures | undefined, rule: BackOffRule, now: number): Failures {
  const failures = known && !isForgotten(known, now) ? known.failures + 1 : 1;
  const over = failures - rule.free;
  const delay = over < 0 ? 0 : Math.min(rule.longestDelayMs, rule.firstDelayMs * 2 ** Math.min(over, 30));
  const kept = 5 * failures < rule.free ? briefMs : longMs;
  // No moment at all without a delay: another process may take the present for a little earlier.
  return { failures, blockedUntil: delay === 0 ? 0 : now + delay, forgottenAt: now + kept };
}

/** What is stored once an attempt that was counted has turned out to be no failure. */
export function oneLess(known: Failures | undefined): Failures {
  const { failures = 0, forgottenAt = 0 } = known ?? {};
  return { failures: Math.max(0, failures - 1), blockedUntil: 0, forgottenAt };
}
