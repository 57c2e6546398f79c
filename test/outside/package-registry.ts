import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { libraries, projectFolder } from '../support/linked-modules.js';
import { readManifest } from './packing.js';

/** A registry that has our packages in some versions, with their peers among each other and nothing else in them. */
export class PackageRegistry {
  private readonly documents = new Map<string, object>();
  private readonly tarballs = new Map<string, Buffer>();
  private readonly server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    const tarball = this.tarballs.get(path);
    const document = this.documents.get(path.slice(1));
    if (tarball) response.end(tarball);
    else if (document) response.end(JSON.stringify(document));
    else response.writeHead(404).end('{}');
  });

  /** The address, once {@link start} is done. */
  url = '';

  async start(versions: readonly string[]): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    for (const library of libraries) this.publish(library, versions);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private publish(library: string, versions: readonly string[]): void {
    const { name, peerDependencies, peerDependenciesMeta } = readManifest(
      join(projectFolder, 'libs', library),
    );
    const document = {
      name,
      'dist-tags': { latest: versions.at(-1) },
      versions: {} as Record<string, object>,
    };
    for (const version of versions) {
      const manifest = {
        name,
        version,
        peerDependencies: Object.fromEntries(
          Object.keys(ours(peerDependencies)).map((peer) => [peer, version]),
        ),
        peerDependenciesMeta: ours(peerDependenciesMeta),
      };
      const tarball = packed(manifest);
      const path = `/${name}/-/${version}.tgz`;
      this.tarballs.set(path, tarball);
      const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
      document.versions[version] = { ...manifest, dist: { tarball: `${this.url}${path}`, integrity } };
    }
    this.documents.set(name, document);
  }
}

/** What is said of our packages. */
export function ours<T>(named: Readonly<Record<string, T>> = {}): Record<string, T> {
  return Object.fromEntries(Object.entries(named).filter(([name]) => name.startsWith('@keelson/')));
}

function packed(manifest: object): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-registry-'));
  try {
    mkdirSync(join(folder, 'package'));
    writeFileSync(join(folder, 'package/package.json'), JSON.stringify(manifest));
    return execFileSync('tar', ['-cz', '-C', folder, 'package']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
