#!/usr/bin/env node
import { basename, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createApplication } from './create-application.js';
import { ask, defaults } from './questions.js';
import { Refusal } from './refusal.js';
import { readTemplate } from './template.js';

const usage = `Usage: create-keelson [folder] [options]

Creates a Keelson application in a new folder.

  --engine postgres|mysql  the database (default: postgres)
  --no-sample              leave out the sample features
  --packages <folder>      install @keelson packages from the tarballs in this folder
  --yes                    use the defaults instead of asking
  --help                   show this text
`;

/** @throws Refusal when the arguments are wrong */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        engine: { type: 'string' },
        'no-sample': { type: 'boolean' },
        packages: { type: 'string' },
        yes: { type: 'boolean', short: 'y' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { engine = null } = values;
    if (engine !== null && engine !== 'postgres' && engine !== 'mysql')
      throw new Error(`--engine must be postgres or mysql, not "${engine}".`);
    if (positionals.length > 1) throw new Error('Only one folder can be given.');
    const said = {
      folder: positionals[0] ?? null,
      engine,
      hasSample: values['no-sample'] ? false : null,
    } as const;
    return {
      said,
      packages: values.packages ?? null,
      isQuiet: values.yes ?? false,
      isHelp: values.help ?? false,
    };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

async function run(): Promise<void> {
  const { said, packages, isQuiet, isHelp } = readArguments();
  if (isHelp) return void process.stdout.write(usage);
  const asks = !isQuiet && process.stdin.isTTY && process.stdout.isTTY;
  const { folder, engine, hasSample } = asks
    ? await ask(said)
    : {
        folder: said.folder ?? defaults.folder,
        engine: said.engine ?? defaults.engine,
        hasSample: said.hasSample ?? defaults.hasSample,
      };
  const name = basename(resolve(folder));
  createApplication(folder, { name, engine, hasSample }, { template: readTemplate(), packages });
  const place = relative('.', resolve(folder));
  const next = [
    ...(place === '' ? [] : [`cd ${place}`]),
    'npm install',
    ...(engine === 'mysql' ? ['# set DATABASE_URL and REDIS_URL in .env'] : []),
    'npm run dev       # start the server; it restarts when you save a file',
    'npm test          # run the tests',
    'npm run verify    # run the conformance kit',
  ];
  process.stdout.write(`Created ${name}. Next steps:\n\n${next.map((line) => `  ${line}\n`).join('')}\n`);
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Refusal ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
});
