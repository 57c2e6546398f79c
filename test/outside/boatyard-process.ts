import { fork, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import jwt from 'jsonwebtoken';
import type { Http } from '../support/app.js';
import { httpTo } from '@keelson/testing';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A token of the application's authority, for somebody who owns the organization. */
export function tokenOf(organizationId: string): string {
  return jwt.sign({ sid: randomUUID(), org: organizationId, jti: randomUUID() }, privateKey, {
    algorithm: 'ES256',
    keyid: 'static',
    issuer: 'outside',
    audience: 'keelson',
    subject: randomUUID(),
    expiresIn: 300,
  });
}

/** An application outside of the repository, as a process. */
export class BoatyardProcess {
  private said = '';
  private readonly child: ChildProcess;

  /** @param main of the compiled application, in its folder */
  constructor(
    folder: string,
    main: string,
    {
      environment,
      flags = [],
    }: { readonly environment: NodeJS.ProcessEnv; readonly flags?: readonly string[] },
  ) {
    this.child = fork(join(folder, main), {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [...flags],
      env: {
        PATH: process.env['PATH'],
        PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        ...environment,
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
  }

  /** Everything that it has written. */
  get output(): string {
    return this.said;
  }

  /** @throws Error when it ends before it listens */
  async listening(): Promise<Http> {
    const url = await Promise.race([
      once(this.child, 'message').then(([message]) => (message as { url: string }).url),
      once(this.child, 'close').then(() => null),
    ]);
    if (url === null) throw new Error(`the application ended: ${this.said}`);
    return httpTo(url);
  }

  /** @returns its exit code */
  async ended(): Promise<number | null> {
    const { exitCode, signalCode } = this.child;
    if (exitCode === null && signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  /** @returns its exit code */
  stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.ended();
  }
}
