import { timingSafeEqual } from 'node:crypto';

/** Cost of argon2, in its own terms. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** What a hash was made with, beside the password. */
export interface HashMaking {
  readonly cost: HashCost;
  readonly salt: Buffer;
}

const form =
  /^(\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86}))\$[A-Za-z0-9+/]{43}$/;

/** Reads a PHC string of argon2id; null for what is none. */
export function readPasswordHash(text: string): HashMaking | null {
  const [, , memoryCost, timeCost, parallelism, salt] = form.exec(text) ?? [];
  if (salt === undefined) return null;
  return {
    cost: {
      memoryCost: Number(memoryCost),
      timeCost: Number(timeCost),
      parallelism: Number(parallelism),
    },
    salt: Buffer.from(salt, 'base64'),
  };
}

/** Whether two hashes were made with the same salt at the same cost, so that hashing once tries both. */
export function sharesSalt(a: string, b: string): boolean {
  const [, made] = form.exec(a) ?? [];
  return made !== undefined && made === form.exec(b)?.[1];
}

/** In constant time. */
export function isSameHash(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
