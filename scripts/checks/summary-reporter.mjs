import { writeFileSync } from 'node:fs';
import { timesOf } from './times.mjs';

/** Counts what vitest ran, for the last line of `npm test`, and collects the figures that tests annotate. */
export default class SummaryReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    // An error outside of every test fails the run too: one for a file that did not load or a hook that threw.
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    /** @type {string[]} */
    const figures = [];
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') count[state] += 1;
        else count.skipped += 1;
        for (const { type, message } of test.annotations()) if (type === 'figure') figures.push(message);
      }
    }
    if (process.env.KEELSON_TEST_SUMMARY)
      writeFileSync(
        process.env.KEELSON_TEST_SUMMARY,
        JSON.stringify({ ...count, figures, times: timesOf(modules) }),
      );
  }
}
