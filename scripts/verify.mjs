// npm run verify [-- --feature NAME] [--engine mysql|postgres] [--check NAME] [--seed N] [--sequences N] [--keep]: the conformance kit over all modules, on both engines.
// npm run verify -- --mutants: the kit over its hand-made mutants (NAME is then what their names begin with).
import { openTestSources } from './test-sources.mjs';

const vite = await openTestSources();
const { verify } = await vite.ssrLoadModule('/test/conformance/verify.ts');
process.exit(await verify(process.argv.slice(2)));
