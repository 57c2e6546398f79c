import { Injectable } from '@nestjs/common';
import { createRequire } from 'node:module';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { consoleStyle } from './console-page.js';
import { consoleScript } from './console-script.js';

interface Asset {
  readonly type: string;
  readonly open: () => string | Readable;
}

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
} as const;

/** The files that the console's page loads, and no other: Swagger UI's own, out of its package, and ours. */
@Injectable()
export class ConsoleAssets {
  private readonly folder: string;
  /** Part of the assets' addresses, so that a cache may keep them. */
  readonly version: string;
  private readonly assets: ReadonlyMap<string, Asset>;

  constructor() {
    const require = createRequire(import.meta.url);
    const manifest = require.resolve('swagger-ui-dist/package.json');
    this.folder = dirname(manifest);
    this.version = (require(manifest) as { version: string }).version;
    this.assets = new Map<string, Asset>([
      ...(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const).map(
        (name) =>
          [name, { type: typeOf(name), open: () => createReadStream(join(this.folder, name)) }] as const,
      ),
      ['console.css', { type: types.css, open: () => consoleStyle }],
      ['console.js', { type: types.js, open: () => consoleScript }],
    ]);
  }

  find(name: string): Asset | undefined {
    return this.assets.get(name);
  }
}

function typeOf(name: string): string {
  return types[name.split('.').at(-1) as keyof typeof types];
}
