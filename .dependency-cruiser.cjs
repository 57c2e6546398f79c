// Who may import whom. The comment of a rule is what a violation prints: it says what to do about it.
// Run by scripts/checks/imports.mjs, which also knows the exceptions (test/architecture/exceptions.json).

const SPECS = '[.]spec[.]ts$';

/**
 * The packages, bottom up: each may use those before it. Those of several rooms name them, bottom up as well: the same rule
 * holds between the rooms.
 */
const PACKAGES = new Map([
  ['kernel', []],
  ['runtime', ['settings', 'runtime', 'telemetry', 'background']],
  ['sql', ['persistence', 'command-line', 'health', 'coordination', 'outbox', 'retention', 'invariants']],
  ['access', []],
  ['operations', ['audit', 'operations']],
  ['rest', ['http', 'rest']],
  ['mail', []],
  ['jobs', ['queue', 'jobs']],
  ['events', []],
  ['transfers', []],
  ['metrics', []],
  ['openapi', []],
  ['server', []],
  ['organizations', []],
  ['identity', []],
  ['api-keys', []],
  ['platform', []],
]);
const entriesOnly =
  'use another room of the package through its index.ts (for authors) or ports.ts (for packages): export it there';

/** @param {string} name @param {number} rank @param {readonly string[]} all @returns {import('dependency-cruiser').IForbiddenRuleType} */
const packagePointsDown = (name, rank, all) => ({
  name: 'packages-point-down',
  comment:
    'a package may use only those before it in PACKAGES (.dependency-cruiser.cjs): move what both need down, or let the upper package register with the lower one',
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: SPECS },
  to: { path: `^libs/(${all.slice(rank + 1).join('|')})/` },
});

/** @param {string} name @param {readonly string[]} rooms @returns {readonly import('dependency-cruiser').IForbiddenRuleType[]} */
const roomsPointDown = (name, rooms) =>
  rooms.map((room, rank) => ({
    name: 'rooms-point-down',
    comment:
      'a room of a package may use only those before it in PACKAGES (.dependency-cruiser.cjs): move what both need down, or let the upper room register with the lower one',
    severity: 'error',
    from: { path: `^libs/${name}/src/${room}/`, pathNot: SPECS },
    // Later rooms, those without a rank, and the files above all rooms.
    to: { path: `^libs/${name}/src/(?!(${rooms.slice(0, rank + 1).join('|')})/)` },
  }));

/** @param {string} name @returns {import('dependency-cruiser').IForbiddenRuleType} */
const roomsByTheirEntries = (name) => ({
  name: 'rooms-by-their-entries',
  comment: entriesOnly,
  severity: 'error',
  from: { path: `^libs/${name}/src/([^/]+)/`, pathNot: SPECS },
  to: { path: `^libs/${name}/src/[^/]+/(?!(index|ports)[.]ts$)`, pathNot: `^libs/${name}/src/$1/` },
});

const names = [...PACKAGES.keys()];
const ofRooms = [...PACKAGES].filter(([, rooms]) => rooms.length > 0);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'these files import each other in a cycle: move what they share to a separate file',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'import-exists',
      comment:
        'the import cannot be resolved: fix its path (it must end in .js), or add the package to package.json',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'package-is-declared',
      comment: 'the package is not in "dependencies" of the nearest package.json: add it there',
      severity: 'error',
      // The mutants are no part of the package: they are modules such as an application has.
      from: { path: '^(libs|config|src)/', pathNot: [SPECS, '^libs/conformance/mutants/'] },
      // An optional peer is taken for one without an entry as well.
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'only-the-driver-in-use-is-loaded',
      comment:
        'an application installs and loads only the drivers that it uses: import it with import() where it is about to be used (loadPeer), or import types only',
      severity: 'error',
      from: { path: `^libs/(${names.join('|')}|testing)/`, pathNot: SPECS },
      to: {
        path: 'node_modules/(pg|mysql2|nodemailer|ioredis|libpg-query)/',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'kernel-knows-nobody',
      comment:
        'the kernel must not import the platform, features or settings: reverse the import, or pass a port',
      severity: 'error',
      from: { path: '^libs/kernel/' },
      to: { path: '^(libs/(?!kernel/)|config/|src/)' },
    },
    {
      name: 'kernel-does-no-io',
      comment:
        'the kernel must not use vendor packages or the file system: declare a port in the kernel, and implement it in the package that owns the vendor',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: SPECS },
      to: {
        path: [
          '^(node:)?(fs|net|tls|https?|http2|dgram|child_process|worker_threads|cluster)(/promises)?$',
          'node_modules/(bullmq|@nestjs/bullmq|ioredis|mysql2|pg|nodemailer)/',
        ],
      },
    },
    {
      name: 'nest-internals-in-one-room',
      comment:
        'a release of Nest may change what it calls internal: read it in libs/kernel/src/nest, and export a function for it there',
      severity: 'error',
      from: { pathNot: ['^libs/kernel/src/nest/', SPECS] },
      to: { path: 'node_modules/@nestjs/(common|core)/(?!index[.])' },
    },
    {
      name: 'packages-know-no-feature',
      comment: 'a package may import only other packages: pass the value as an option of the module instead',
      severity: 'error',
      from: { path: `^libs/(${names.join('|')})/` },
      // The embedded PostgreSQL and what is for tests have rules of their own.
      to: { path: `^(libs/(?!(${names.join('|')}|embedded-postgres|testing)/)|config/|src/)` },
    },
    {
      name: 'embedded-postgres-stands-alone',
      comment:
        'the embedded PostgreSQL knows no other package, so that it can be left out: pass the value as an option',
      severity: 'error',
      from: { path: '^libs/embedded-postgres/', pathNot: SPECS },
      to: { path: '^(libs/(?!embedded-postgres/)|config/|src/|test/|bench/)' },
    },
    {
      name: 'create-keelson-stands-alone',
      comment:
        'what creates an application is installed before any other package: write what it needs in libs/create-keelson',
      severity: 'error',
      from: { path: '^libs/create-keelson/', pathNot: SPECS },
      to: {
        path: ['^(libs/(?!create-keelson/)|config/|src/|test/|bench/|examples/)', 'node_modules/'],
        pathNot: 'node_modules/@types/node/',
      },
    },
    {
      name: 'create-keelson-is-a-command',
      comment: 'applications are created by the command; no package may import it',
      severity: 'error',
      from: { path: '^(libs/(?!create-keelson/)|config/|src/|bench/|examples/)', pathNot: SPECS },
      to: { path: '^libs/create-keelson/' },
    },
    {
      name: 'examples-use-packages',
      comment:
        'an example lives on published packages: import them by their names, and what is not in them put into the example',
      severity: 'error',
      from: { path: '^examples/([^/]+)/' },
      to: { path: '^(libs/[^/]+/src/ports[.]ts$|config/|src/|test/|bench/|examples/(?!$1/))' },
    },
    {
      name: 'production-runs-without-embedded-postgres',
      comment:
        'a production image leaves @keelson/embedded-postgres out: import it with import() where it is about to be started',
      severity: 'error',
      from: { path: '^(libs/(?!embedded-postgres/)|config/|src/)', pathNot: SPECS },
      to: {
        path: '^libs/embedded-postgres/',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'conformance-knows-no-application',
      comment:
        'the kit must work with any application, so it may import only packages: put what depends on this application behind its Subject, in test/conformance',
      severity: 'error',
      from: { path: '^libs/conformance/' },
      to: { path: `^(libs/(?!(${names.join('|')}|conformance)/)|config/|src/|test/|bench/)` },
    },
    {
      name: 'conformance-is-for-tests',
      comment:
        'shipped code must not import the conformance kit: import it only in test/, or in a *.checks.ts that conformanceChecks() loads',
      severity: 'error',
      from: { path: '^(libs/(?!(conformance|testing)/)|config/|src/|bench/)', pathNot: '[.]checks[.]ts$' },
      to: { path: '^libs/conformance/' },
    },
    {
      name: 'testing-is-for-tests',
      comment:
        'shipped code must not import @keelson/testing: import it only in specs, and in test/ and bench/',
      severity: 'error',
      from: { path: '^(libs/(?!testing/)|config/|src/)', pathNot: SPECS },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'testing-knows-no-application',
      comment:
        'the package must work with any application, so it may import only packages: take the root module as an argument, or put it in test/support',
      severity: 'error',
      from: { path: '^libs/testing/' },
      to: {
        path: `^(libs/(?!(${names.join('|')}|conformance|embedded-postgres|testing)/)|config/|src/|test/|bench/)`,
      },
    },
    {
      name: 'servers-without-an-application',
      comment:
        'tests of processes and the bench load @keelson/testing/servers without Nest: import only the other files of the room, and the runtime',
      severity: 'error',
      from: { path: '^libs/testing/src/servers/', pathNot: SPECS },
      to: {
        path: [
          '^libs/testing/src/(?!servers/)',
          '^libs/(?!(testing|runtime|embedded-postgres)/)',
          'node_modules/@nestjs/',
        ],
      },
    },
    {
      name: 'checks-are-loaded-by-the-kit',
      comment:
        'a server must not load checks of the conformance kit: pass `() => import(…)` to conformanceChecks() instead of importing the file',
      severity: 'error',
      from: { pathNot: [SPECS, '[.]checks[.]ts$'] },
      to: { path: '[.]checks[.]ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'libraries-by-their-surface',
      comment:
        'import a library by its package name (such as @keelson/kernel), and export from it what others may use',
      severity: 'error',
      from: { path: '^(libs/([^/]+)|config|src|bench)/', pathNot: SPECS },
      to: {
        path: '^libs/[^/]+/src/(?!(index|ports)[.]ts$)',
        pathNot: ['^libs/$2/', '^libs/testing/src/(servers|vitest|judge)/index[.]ts$'],
      },
    },
    {
      name: 'ports-are-for-packages',
      comment:
        'what @keelson/…/ports has is for packages and may change: ask for it in the index.ts of the package',
      severity: 'error',
      from: { path: '^(config|src|bench)/', pathNot: SPECS },
      to: { path: '^libs/[^/]+/src/ports[.]ts$' },
    },
    ...names.map((name, rank) => packagePointsDown(name, rank, names)).slice(0, -1),
    ...ofRooms.flatMap(([name, rooms]) => [...roomsPointDown(name, rooms), roomsByTheirEntries(name)]),
    {
      name: 'feature-by-its-index',
      comment:
        'a feature may import other features only through their index.ts: export it there, or use an event',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/[^/]+/(?!index[.]ts$)', pathNot: '^src/features/$1/' },
    },
    {
      name: 'application-by-the-index',
      comment: 'code outside a feature may import only its index.ts: export it there',
      severity: 'error',
      from: { path: '^(src|config)/', pathNot: '^src/features/' },
      to: { path: '^src/features/[^/]+/(?!index[.]ts$)' },
    },
    {
      name: 'features-do-not-know-the-application',
      comment: 'a feature must work in any application: do not import from src/ outside of features/',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/(?!features/)' },
    },
    {
      name: 'migrations-stand-alone',
      comment:
        'a migration outlives the code it was written with: write out the columns instead of importing code that changes',
      severity: 'error',
      from: { path: '^src/features/[^/]+/migrations/', pathNot: SPECS },
      to: { path: '^src/', pathNot: '^src/features/[^/]+/migrations/' },
    },
    {
      name: 'migrations-stand-alone',
      comment:
        'a migration outlives the code it was written with: write out the columns instead of importing code that changes',
      severity: 'error',
      // What sql has for migrations is kept for them.
      from: { path: '^libs/([^/]+)/src/migrations/', pathNot: [SPECS, '^libs/sql/'] },
      to: { path: '^libs/$1/src/', pathNot: '/migrations/' },
    },
    {
      name: 'product-does-not-need-its-tests',
      comment: 'test/, bench/ and scripts/ are not shipped: move what the product needs to a folder that is',
      severity: 'error',
      from: { path: '^(libs|config|src)/', pathNot: SPECS },
      to: { path: ['^(test|bench|scripts)/', SPECS] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // test/clients has packages of its own, and imports what its generators write.
    exclude: { path: '(^|/)(dist|node_modules/[.]cache)/|^test/clients/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count: a circle of types is a circle of ideas.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@keelson/source', 'import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
