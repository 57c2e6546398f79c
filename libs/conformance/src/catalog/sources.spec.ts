import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sources } from './sources.js';

describe('Sources', () => {
  let root: string;
  let sources: Sources;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'keelson-sources-'));
    const files: Readonly<Record<string, string>> = {
      'src/features/boats/boats.controller.ts':
        '// class Boats is elsewhere\nexport class BoatsController {\n  async launch(boat: Boat) {\n    return this.launch(boat);\n  }\n}\n',
      'src/features/boats/boats.resource.ts':
        "export const boats = defineResource({\n  path: 'boats',\n});\n",
      'libs/samples/boats.ts': "export const boats = defineResource({\n  path: 'boats',\n});\n",
      'src/routes.ts': "const route = {\n  path: 'boats',\n};\n",
      'test/boats.controller.ts': 'class BoatsController {}\n',
      'test/a.ts': 'class Twin {}\n',
      'test/b.ts': 'class Twin {}\n',
      'node_modules/x/index.ts': 'class Installed {}\n',
      'src/features/boats/boats.spec.ts': 'class OfASpec {}\n',
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(root, file, '..'), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    sources = new Sources(root);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('finds a class, and where a method of it is written', () => {
    const file = 'src/features/boats/boats.controller.ts';
    expect(sources.find('BoatsController')).toEqual({ file, line: 2 });
    expect(sources.find('BoatsController', 'launch')).toEqual({ file, line: 3 });
    expect(sources.find('BoatsController', 'list')).toBeNull();
  });

  it('finds the declaration of a resource', () => {
    expect(sources.findResource({ path: 'boats', audience: 'members' })).toEqual({
      file: 'src/features/boats/boats.resource.ts',
      line: 2,
    });
    expect(sources.findResource({ path: 'berths', audience: 'members' })).toBeNull();
    expect(sources.findResource({ path: 'installation/boats', audience: 'operators' })).toBeNull();
  });

  it('says nothing rather than something wrong', () => {
    expect(sources.find('Twin')).toBeNull();
    expect(sources.find('Installed')).toBeNull();
    expect(sources.find('OfASpec')).toBeNull();
    expect(new Sources(null).find('BoatsController')).toBeNull();
  });
});
