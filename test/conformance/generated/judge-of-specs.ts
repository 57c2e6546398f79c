import type { createVitest, TestRunResult, Vitest } from 'vitest/node';
import type { Task } from './judges.js';

type ViteOptions = NonNullable<Parameters<typeof createVitest>[2]>;

/** Runs specs until the first that fails; what Vitest has read once stays read. */
export class JudgeOfSpecs {
  private vitest: Vitest | null = null;

  constructor(
    private readonly create: typeof createVitest,
    private readonly plugins: NonNullable<ViteOptions['plugins']>,
  ) {}

  /** The file reads otherwise from now on. */
  forget(file: string): void {
    this.vitest?.invalidateFile(file);
  }

  /** The quick ones first. */
  async failureOf(task: Task): Promise<string | null> {
    const vitest = (this.vitest ??= await this.start(task));
    const isSlow = (spec: string) => /feature[.]spec|e2e/.test(spec);
    for (const specs of [task.specs.filter((one) => !isSlow(one)), task.specs.filter(isSlow)]) {
      if (specs.length === 0) continue;
      const project = vitest.getRootProject();
      const result = await vitest.runTestSpecifications(
        specs.map((one) => project.createSpecification(`${process.cwd()}/${one}`)),
      );
      const failure = failureIn(result, specs);
      if (failure !== null) return `specs: ${failure}`;
    }
    return null;
  }

  private async start({ engine, servers }: Task): Promise<Vitest> {
    const conditions = ['@keelson/source', 'module', 'node', 'development|production'];
    const vitest = await this.create(
      'test',
      {
        config: false,
        watch: false,
        bail: 1,
        reporters: [{}],
        include: ['**/*.spec.ts'],
        setupFiles: ['test/support/setup.ts'],
        pool: 'forks',
        fileParallelism: false,
        isolate: false,
        testTimeout: 60_000,
        hookTimeout: 60_000,
        provide: { engine, servers },
      },
      {
        plugins: this.plugins,
        resolve: { conditions },
        ssr: { resolve: { conditions, externalConditions: ['node', 'module-sync'] } },
      },
    );
    await vitest.standalone();
    return vitest;
  }
}

/** Vitest tells of all that it has ever run: a failure of the change before is none of this one. */
function failureIn({ testModules, unhandledErrors }: TestRunResult, specs: readonly string[]): string | null {
  const modules = testModules.filter(({ relativeModuleId }) => specs.includes(relativeModuleId));
  for (const module of modules) {
    for (const test of module.children.allTests('failed'))
      return `${module.relativeModuleId} > ${test.fullName}`;
    for (const { message } of module.errors()) return `${module.relativeModuleId}: ${message}`;
    for (const suite of module.children.allSuites())
      for (const { message } of suite.errors()) return `${module.relativeModuleId}: ${message}`;
  }
  if (unhandledErrors.length > 0) return `an uncaught error: ${(unhandledErrors[0] as Error).message}`;
  return modules.length < specs.length ? `${specs.length - modules.length} specs did not run` : null;
}
