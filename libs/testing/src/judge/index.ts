/** The conformance kit around an application: `@keelson/testing/judge`. */
export { keptContract } from '../kept-contract.js';
export { judge, type Run } from './judge.js';
export { runByArguments, runJudge, type JudgeDefaults } from './run-judge.js';
export { startSubject, type SubjectOptions } from './subject.js';
