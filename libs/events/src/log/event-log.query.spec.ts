import { DomainError, readParams } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { EventLogQuery } from './event-log.query.js';

function wrong(query: Record<string, unknown>): string[] {
  try {
    readParams(EventLogQuery, query);
    return [];
  } catch (error) {
    return ((error as DomainError).details.errors ?? []).map(({ parameter }) => parameter ?? '');
  }
}

describe('What a reader of the log asks for', () => {
  it('is the beginning, a usual page and no wait, unless it says otherwise', () => {
    expect(readParams(EventLogQuery, {})).toEqual({ after: 0, limit: 50, wait: 0 });
    expect(readParams(EventLogQuery, { after: '118', limit: '200', wait: '30' })).toEqual({
      after: 118,
      limit: 200,
      wait: 30,
    });
  });

  it.each(['-1', '1.5', '', ' 1', '1e3', '0x10', 'x', '9007199254740992', '99999999999999999', ['1', '2']])(
    'is never after=%j',
    (after) => expect(wrong({ after })).toEqual(['after']),
  );

  it('is told of everything that is wrong at once', () => {
    expect(wrong({ limit: '0', wait: '31', cursor: 'x' })).toEqual(['cursor', 'limit', 'wait']);
    expect(wrong({ limit: '201' })).toEqual(['limit']);
  });
});
