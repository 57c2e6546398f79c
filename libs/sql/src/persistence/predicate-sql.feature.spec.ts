import {
  allOf,
  anyOf,
  asOrganization,
  everything,
  matches,
  nothing,
  Stores,
  where,
  type Predicate,
} from '@keelson/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { Berth, BerthsModule } from '../../../../test/support/features/berths/index.js';
import type { CertifiedStatement } from './certified-statement.js';
import { predicateSql } from './predicate-sql.js';
import { SqlDatabase } from './sql-database.js';
import { StatementCache } from './statement-cache.js';
import { TableShapes } from './stores.js';

const organization = '01890a5d-ac96-774b-bcce-b302099a8057';
const boat = '01890a5d-ac96-774b-bcce-b302099a8058';
const days = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2026-02-01T00:00:00.000Z'];

describe('A row rule in the database', () => {
  let app: TestApp;
  let rows: Berth[];

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    const codes = ['Ä-1', 'abc', 'ABCD', 'x ', 'straße', '\u{1F6A2}'];
    const texts = ['Able', 'able', 'able ', 'Äbel', "O'Hara", '100%', 'a\\b', '', '\u{1F6A2}'];
    await asOrganization(organization, () =>
      app.get(SqlDatabase).transaction(async () => {
        for (let index = 0; index < 36; index += 1)
          await app
            .get(Stores)
            .of(Berth)
            .insert({
              code: `${codes[index % 6]}${index}`,
              pier: texts[index % 9] as string,
              note: index % 4 === 0 ? null : (texts[(index * 5) % 9] as string),
              depth: (index % 7) - 3,
              fee: index % 2 === 0 ? 999_999_999_999 : index,
              currency: 'EUR',
              freeFrom: new Date(days[index % 3] as string),
              covered: index % 2 === 0,
              side: index % 3 === 0 ? 'north' : 'south',
              boatId: index % 5 === 0 ? boat : null,
              fittings: [],
            });
      }),
    );
    rows = await asOrganization(organization, () => app.get(Stores).of(Berth).find({}));
  });
  afterAll(() => app.close());

  const inDatabase = async (predicate: Predicate<Berth>): Promise<string[]> => {
    const database = app.get(SqlDatabase);
    const shape = app.get(TableShapes).of(Berth);
    const { sql, values } = predicateSql(predicate as Predicate<object>, shape);
    const text = `SELECT id FROM berths WHERE organization_id = ?${sql && ` AND (${sql})`} ORDER BY id`;
    const statement: CertifiedStatement = new StatementCache(database.dialect).get(text, [0]);
    const found = await asOrganization(organization, () =>
      database.rows<{ id: string }>(statement, [organization, ...values]),
    );
    return found.map(({ id }) => id);
  };

  const rules: Readonly<Record<string, Predicate<Berth>>> = {
    everything,
    nothing,
    'text by code point': where({ pier: 'able' }),
    'text with a blank at its end': where({ pier: 'able ' }),
    'text with accents': where({ pier: 'Äbel' }),
    'text that is empty': where({ pier: '' }),
    'text with a quote': where({ pier: "O'Hara" }),
    'text with a wildcard': where({ pier: '100%' }),
    'text with a backslash': where({ pier: 'a\\b' }),
    'text beyond the basic plane': where({ pier: '\u{1F6A2}' }),
    'text ignoring case': where({ code: 'ABC1' }),
    'text ignoring case, with accents': where({ code: ['ä-10', 'Ä-16', 'a-16'] }),
    'text ignoring case has no sharp s': where({ code: ['STRASSE4', 'STRAßE10'] }),
    'text that may be null': where({ note: 'able' }),
    'whole numbers': where({ depth: -3 }),
    'large amounts': where({ fee: 999_999_999_999 }),
    flags: where({ covered: false }),
    instants: where({ freeFrom: new Date(days[1] as string) }),
    'one of several': where({ depth: [-3, 0, 3, 99] }),
    'one of none': where({ depth: [] }),
    'one of three instants': where({ freeFrom: days.slice(1).map((day) => new Date(day)) }),
    references: where({ boatId: boat }),
    'several conditions': where({ covered: true, side: 'north', depth: [-3, -2, -1, 0] }),
    'any of': anyOf(where({ depth: 1 }), where({ side: 'north' })),
    'any of none': anyOf(),
    'all of none': allOf(),
    'any with everything': anyOf(nothing, everything),
    'all with nothing': allOf(everything, nothing),
    'any of all': anyOf(allOf(where({ depth: 1 }), where({ covered: true })), where({ pier: 'Able' })),
    'all of any': allOf(
      anyOf(where({ depth: 1 }), where({ depth: 2 })),
      anyOf(where({ side: 'north' }), nothing),
    ),
    deep: anyOf(allOf(anyOf(where({ depth: 0 }), where({ depth: 1 })), where({ covered: true })), nothing),
  };

  it.each(Object.entries(rules))('shows what it shows in memory: %s', async (_name, predicate) => {
    const expected = rows.filter((row) => matches(predicate, row)).map(({ id }) => id);
    expect(await inDatabase(predicate)).toEqual(expected.sort());
  });

  it('is tried on rules that show some and hide some', () => {
    const telling = Object.values(rules).filter((rule) => {
      const shown = rows.filter((row) => matches(rule, row)).length;
      return shown > 0 && shown < rows.length;
    });
    expect(rows).toHaveLength(36);
    expect(telling.length).toBeGreaterThan(20);
  });

  it('refuses a value that was forgotten, and more values than a statement should have', () => {
    const shape = app.get(TableShapes).of(Berth);
    const where = (condition: object) => () => predicateSql({ rule: 'where', condition }, shape);
    expect(where({ depth: undefined })).toThrow('Berth.depth is compared with undefined');
    expect(where({ depth: null })).toThrow('Berth.depth is compared with null');
    expect(where({ depth: Array.from({ length: 1_001 }, (_, index) => index) })).toThrow(
      'the maximum is 1000',
    );
    expect(where({ nmae: 1 })).toThrow('Berth has no field "nmae"');
  });
});
