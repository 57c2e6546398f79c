import { describe, expect, it } from 'vitest';
import { Caller } from '../context/caller.js';
import { authorize } from './access.js';

const caller = (permissions: string[], withheld: string[]) =>
  new Caller({
    userId: 'u',
    organizationId: 'o',
    role: 'owner',
    permissions: new Set(permissions),
    withheld: new Set(withheld),
    isProven: withheld.length === 0,
  });
const refusal = (who: Caller, permission: string) => {
  try {
    authorize(who, { kind: 'permission', permission });
    return null;
  } catch (error) {
    return error as { code: string; message: string };
  }
};

describe('a permission that waits for the proof of the address', () => {
  it('says what is missing if nothing else is', () => {
    expect(refusal(caller(['a:read'], ['a:invite']), 'a:invite')).toMatchObject({
      code: 'identity.unproven',
      message: expect.stringContaining('Verify your email address first'),
    });
    expect(refusal(caller(['a:read'], ['a:invite']), 'a:read')).toBeNull();
    expect(refusal(caller(['a:read', 'a:invite'], []), 'a:invite')).toBeNull();
  });

  it('is an ordinary refusal if the role does not have it', () => {
    expect(refusal(caller(['a:read'], ['a:invite']), 'a:write')).toMatchObject({ code: 'forbidden' });
  });
});
