// node scripts/checks/names.mjs: names that say nothing about what a folder, file or class is for, and migrations whose
// class doesn't bear the number of its file: TypeORM orders them by the class.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EXCEPTIONS_FILE, readExceptions } from './exceptions.mjs';

const FOLDERS = ['libs', 'config', 'src', 'test', 'bench', 'scripts', 'examples'];
const SKIPPED = new Set(['node_modules', 'dist', 'results']);
/** As a folder, or as one of the words of a file name. */
const SAYS_NOTHING = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'misc', 'manager']);
const VAGUE_CLASS =
  /^(?:export )?(?:default )?(?:abstract )?class (Base[A-Z]\w*|\w+Manager|\w+Helper|\w+Utils?)\b/gm;

const excepted = new Map(readExceptions().names.map(({ path }) => [path, false]));
/** @type {string[]} */
const lines = [];

for (const path of FOLDERS.filter((each) => existsSync(each)).flatMap((folder) => [...pathsBelow(folder)])) {
  const words = (path.split('/').at(-1) ?? '').toLowerCase().split(/[.\-_]/);
  const vague = words.find((word) => SAYS_NOTHING.has(word));
  if (vague) find(path, `"${vague}" does not say what the file is for: name the file after its content`);
  if (!path.endsWith('.ts')) continue;
  const text = readFileSync(path, 'utf8');
  const [, number] = /\/migrations\/(\d+)-[^/]*[.]ts$/.exec(path) ?? [];
  if (number && !new RegExp(`class \\w+${number}\\b`).test(text))
    find(
      path,
      `the file name has the number ${number}, but none of its classes ends in that number: use the same number for both`,
    );
  for (const [, name] of text.matchAll(VAGUE_CLASS)) {
    find(path, `class ${name}: name it after its role, and prefer a value or a function to a base class`);
  }
}
for (const [path, needed] of excepted) {
  if (!needed) lines.push(`${EXCEPTIONS_FILE}: ${path} no longer needs its exception: delete the entry`);
}
for (const line of lines) console.log(line);
if (lines.length > 0) process.exitCode = 1;

/** @param {string} path @param {string} finding */
function find(path, finding) {
  if (excepted.has(path)) excepted.set(path, true);
  else lines.push(`${path}: ${finding}`);
}

/**
 * Every folder and file below, files of TypeScript and JavaScript only.
 * @param {string} folder @returns {Generator<string>}
 */
function* pathsBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (SKIPPED.has(entry.name)) continue;
    if (entry.isDirectory()) {
      yield path;
      yield* pathsBelow(path);
    } else if (/\.(ts|mjs|cjs|js)$/.test(entry.name)) {
      yield path;
    }
  }
}
