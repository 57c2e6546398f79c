import { expect, it } from 'vitest';
import { mutantsOf } from './source-mutants.js';

const changes = (text: string, file = 'src/features/boats/boats.ts') =>
  mutantsOf(file, text).map(({ kind, line, after, text: whole }) => ({ kind, line, after, whole }));

it('widens and shortens what a resource promises', () => {
  const resource = `export const boats = defineResource({
  tenancy: 'organization',
  view: ['id'],
  visible: ({ caller }) => where({ by: caller.userId }),
  permissions: { read: 'See', launch: 'Launch' },
  members: ['read'],
});`;
  expect(changes(resource).map(({ kind, line, after }) => `${line} ${kind} ${after}`)).toEqual([
    "2 tenancy-system 'system'",
    '3 field-dropped-from-view ...[]',
    "4 visible-widened () => ({ rule: 'everything' })",
    "4 visible-narrowed () => ({ rule: 'nothing' })",
    "6 members-grown ['read', 'launch']",
    '6 members-shrunk ...[]',
    "6 members-swapped 'launch'",
  ]);
});

it('takes promises from actions, fields and SQL', () => {
  const kinds = (text: string) => changes(text).map(({ kind }) => kind);
  expect(
    kinds("class C { @Action(boats, 'launch', { from: 'a', to: 'b', emits: E, fails: [x] }) launch() {} }"),
  ).toEqual(['action-without-from', 'action-without-to', 'action-without-emits', 'error-undeclared']);
  expect(
    kinds("class B { @Text({ max: 10, unique: 'exact', classified: 'secret' }) name; @Ref(() => C) id; }"),
  ).toEqual(['bound-loosened', 'field-not-unique', 'field-not-classified', 'reference-undeclared']);
  expect(changes("read('SELECT 1 FROM boats WHERE organization_id = ? AND id = ?')")[0]).toMatchObject({
    kind: 'tenant-widened-in-sql',
    whole: "read('SELECT 1 FROM boats WHERE (organization_id = ? OR 1 = 1) AND id = ?')",
  });
});

it('drops guards, locks, waiting and indexes', () => {
  expect(changes('if (a < b) throw full();').map(({ whole }) => whole)).toEqual([
    ';',
    'if (a <= b) throw full();',
  ]);
  expect(changes('stock += lot;')[0]?.after).toBe('-=');
  expect(changes('await store.save(row);')[0]?.whole).toBe('void store.save(row);');
  expect(changes('const rows = await store.lock([id]);')[0]?.after).toBe('store.find({ id: [id] } as never)');
  const migration =
    "createTable(r, 'x', { indexes: listIndexes({ filter: ['a'], sort: ['b'] }), uniques: [['c']] })";
  expect(changes(migration, 'src/features/x/migrations/1-x.ts').map(({ kind }) => kind)).toEqual([
    'index-dropped',
    'index-dropped',
    'unique-index-dropped',
  ]);
  expect(changes("createIndex(runner, 'x', ['a'])", 'src/features/x/migrations/2-x.ts')).toMatchObject([
    { kind: 'index-dropped', whole: 'Promise.resolve()' },
  ]);
});

it('keeps lines where they are when it needs another import, and tells twins apart', () => {
  const text = 'class B { @Ref(() => C) a;\n@Ref(() => C) b; }';
  const all = mutantsOf('src/features/b/b.ts', text);
  expect(all.map(({ id, line }) => `${line} ${id}`)).toEqual([
    '1 src/features/b/b.ts reference-undeclared: Ref(() => C)',
    '2 src/features/b/b.ts reference-undeclared: Ref(() => C) #2',
  ]);
  expect(all[0]?.text.split('\n')).toHaveLength(2);
});
