import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { describeLoading } from './loading.js';
import { Packing } from './packing.js';
import { describeSmallest } from './smallest-installation.js';

const folder = mkdtempSync(join(tmpdir(), 'keelson-packages-'));
// As root, PostgreSQL runs as another user, who has to reach its data below this folder.
chmodSync(folder, 0o755);
const packing = new Packing(inject('packages'));
const outside = join(folder, 'outside');

beforeAll(() => packing.unpackAll(outside));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describeSmallest(packing, folder);
describeLoading(outside);
