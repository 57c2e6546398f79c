import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Ways to an index that lock the table against writes until it is built. */
const blocking =
  /\.createInd(?:ex|ices)\(|\bcreateUniqueConstraint\(|CREATE (?:UNIQUE )?INDEX|ADD (?:UNIQUE|INDEX|KEY)/i;

it('migrations add indexes by createIndex and createUnique only, which build them while the table is written', () => {
  const files = execFileSync('git', ['ls-files', '--', '**/migrations/*.ts'], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => blocking.test(readFileSync(file, 'utf8')))).toEqual([]);
});
