import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { libraries, projectFolder } from '../support/linked-modules.js';

const linesOf = (file: string) => readFileSync(join(projectFolder, file), 'utf8').split('\n');

it('the image installs the packages of the application, and none that is for development alone', () => {
  const development = linesOf('.dockerignore').flatMap((line) => /^libs\/(\S+)$/.exec(line)?.[1] ?? []);
  expect(development).toContain('conformance');
  const installed = linesOf('Dockerfile').flatMap(
    (line) => /^COPY libs\/([^/]+)\/package[.]json libs\/\1\/$/.exec(line)?.[1] ?? [],
  );
  expect(installed.toSorted()).toEqual(libraries.filter((name) => !development.includes(name)));
});
