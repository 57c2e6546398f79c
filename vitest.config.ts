import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// @keelson/* resolve to their TypeScript sources, so that nothing has to be built before a test.
const conditions = ['@keelson/source', 'module', 'node', 'development|production'];
/** Set by `npm run test:night`: the same projects with only those specs that are long by nature. */
const isNight = Boolean(process.env['KEELSON_NIGHT']);
const spec = isNight ? 'night.spec.ts' : 'spec.ts';
const specs = [`**/*.${spec}`];
/** Those that change what a process has only once, such as which modules are mocked: each gets a process of its own. */
const isolatedSpecs = [`**/*.isolated.${spec}`];
const engines = ['postgres', 'mysql'] as const;
type Engine = (typeof engines)[number];
/**
 * Specs that say nothing about an engine: journeys through routes whose statements other specs try on both, rules of HTTP,
 * pages and mails, documents, refused boots, another face, signals to a process, what the kit says. `npm test` runs each on
 * the engine of its name, so that both are used, and the night on both. What composes statements, locks, counts under a
 * lock, migrates or delivers always runs on both.
 */
const onOneEngine = (engine: Engine | '*') => `**/*.on-${engine}.spec.ts`;
const engineSpecs = [`**/*.feature.${spec}`, `test/e2e/**/*.${spec}`, onOneEngine('*')];
/** Those of them that change what the process has loaded; they say nothing about an engine. */
const isolatedEngineSpecs = [`test/e2e/**/*.isolated.${spec}`];
/** Those whose work is done by other processes, which they mostly wait for. */
const inProcesses = 'test/e2e/process/**';
const engineProcessSpecs = [`${inProcesses}/*.${spec}`];
const processSpecs = [`test/outside/**/*.${spec}`];
const never = [
  '**/node_modules/**',
  '**/dist/**',
  '.keelson/**',
  'test/clients/**',
  // Run by the application that is created from them.
  'examples/**',
  ...(isNight ? [] : ['**/*.night.spec.ts']),
];

/**
 * What decides how a source is read, beside its text and this file: another folder for each, since a folder that is emptied
 * while another run reads it breaks that run.
 */
const reading = [
  'package-lock.json',
  'tsconfig.json',
  ...readdirSync('libs')
    .sort()
    .map((name) => `libs/${name}/package.json`),
]
  .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256'))
  .digest('hex')
  .slice(0, 12);

/** The same files for each engine but those of {@link onOneEngine}, each project with real servers of its own. */
const onEngine = (engine: Engine, name: string, files: { include: string[]; exclude: string[] }) => ({
  extends: true as const,
  test: {
    name,
    include: files.include,
    exclude: [
      ...files.exclude,
      ...(isNight ? [] : engines.filter((other) => other !== engine).map((other) => onOneEngine(other))),
    ],
    provide: { engine },
    globalSetup: ['libs/testing/src/vitest/setup.ts'],
  },
});

export default defineConfig({
  resolve: { conditions },
  // Vitest reads a globalSetup in an environment of this name.
  environments: { __vitest__: { resolve: { conditions, externalConditions: ['node', 'module-sync'] } } },
  ssr: { resolve: { conditions, externalConditions: ['node', 'module-sync'] } },
  test: {
    // Each source is transformed once, not once for each project and each run.
    experimental: { fsModuleCache: true, fsModuleCachePath: `node_modules/.cache/vitest-modules/${reading}` },
    setupFiles: ['test/support/setup.ts'],
    pool: 'forks',
    // Nest, TypeORM and the features are loaded once for each worker instead of once for each file: half of the time of
    // the processor. setup.ts fails a file that leaves the process changed.
    isolate: false,
    // Many files wait for servers; left to itself, vitest runs one at a time on two cores. Projects take this number from
    // here alone, whatever the command line says.
    maxWorkers: Number(process.env['KEELSON_TEST_WORKERS'] ?? 2),
    // Only what hangs ends by these: a busy machine takes several times as long.
    testTimeout: isNight ? 3_600_000 : 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: specs,
          exclude: [...never, ...engineSpecs, ...isolatedSpecs, ...processSpecs],
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: isolatedSpecs,
          exclude: [...never, ...isolatedEngineSpecs],
          isolate: true,
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: processSpecs,
          exclude: never,
          globalSetup: ['test/outside/packed-packages.ts'],
        },
      },
      onEngine('postgres', 'postgres-isolated', { include: isolatedEngineSpecs, exclude: never }),
      ...engines.flatMap((engine) => [
        onEngine(engine, engine, {
          include: engineSpecs,
          exclude: [...never, `${inProcesses}/*.spec.ts`, ...isolatedEngineSpecs],
        }),
        onEngine(engine, `${engine}-processes`, {
          include: [...engineProcessSpecs, ...(isNight ? [`${inProcesses}/*.on-*.spec.ts`] : [])],
          exclude: never,
        }),
      ]),
    ],
  },
});
