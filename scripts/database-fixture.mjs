// npm run fixture:database [-- --engine mysql|postgres]: writes a used database of the present version, from which the
// upgrade tests of later versions start, into test/upgrade/fixtures.
import { parseArgs } from 'node:util';
import { openTestSources } from './test-sources.mjs';

const { values } = parseArgs({ options: { engine: { type: 'string' } } });
if (values.engine !== undefined && values.engine !== 'mysql' && values.engine !== 'postgres') {
  console.error(`--engine must be mysql or postgres, not "${values.engine}".`);
  process.exit(2);
}
const vite = await openTestSources();
try {
  const { writeFixtures } = await vite.ssrLoadModule('/test/upgrade/write-fixtures.ts');
  const lines = await writeFixtures(values.engine ? [values.engine] : ['postgres', 'mysql']);
  for (const line of lines) console.log(line);
} catch (error) {
  console.error(error instanceof Error ? error.stack : String(error));
  process.exitCode = 1;
}
process.exit();
