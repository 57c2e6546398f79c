import { writeFileSync } from 'node:fs';
import { readTemplate } from './template.js';

// `npm pack` runs this. One file: npm leaves some out of a package by their names, such as .gitignore.
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node dist/pack-template.js FOLDER');
writeFileSync(new URL('./template.json', import.meta.url), JSON.stringify(readTemplate(folder)));
