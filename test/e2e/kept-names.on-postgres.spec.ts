import { expect, it } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { changedNames, keepNames, namesOf } from '../conformance/kept-names.js';
import { startApp } from '../support/app.js';

it('What installations refer to by name has not changed unnoticed', async () => {
  const app = await startApp();
  try {
    const names = await namesOf(app.nest, AppModule);
    if (process.env['UPDATE'] === '1') keepNames(names);
    const changes = changedNames(names);
    expect(changes, changes.join('\n')).toEqual([]);

    const told = changedNames(names.filter((line) => line !== 'table users').concat('table people'));
    expect(told).toContain('docs/kept-names.txt - table users');
    expect(told).toContain('docs/kept-names.txt + table people');
  } finally {
    await app.close();
  }
});
