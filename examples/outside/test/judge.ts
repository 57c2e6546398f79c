import 'reflect-metadata';
import { runJudge } from '@keelson/testing/judge';
import { AppModule } from '../src/app.module.js';
import { engine } from './engine.js';

/** `npm run verify`; `npm run verify -- --help` lists its options. */
process.exit(await runJudge(AppModule, process.argv.slice(2), { engines: [engine] }));
