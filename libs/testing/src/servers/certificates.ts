import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram, type Program, type WantedProgram } from './programs.js';

/** Paths of PEM files: a certificate, and its private key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** Certificates of a test, all signed by one authority but `strangerAuthority`. */
export interface Certificates {
  readonly authority: string;
  /** An authority that has signed none of them. */
  readonly strangerAuthority: string;
  /** For `localhost` alone. */
  readonly server: CertificateFiles;
  readonly client: CertificateFiles;
  remove(): void;
}

const run = promisify(execFile);

const wanted: WantedProgram = {
  title: 'OpenSSL',
  names: ['openssl'],
  packagePattern: '^openssl$',
  asks: 'version',
  accepts: /OpenSSL/,
  fix: 'install OpenSSL so that openssl is in PATH',
};

/** Issues new certificates with OpenSSL, since Node.js reads them but does not write them. */
export async function issueCertificates(): Promise<Certificates> {
  const openssl = await requireProgram(wanted);
  const folder = mkdtempSync(join(tmpdir(), 'keelson-certificates-'));
  const authority = await selfSigned(openssl, folder, 'authority');
  const stranger = await selfSigned(openssl, folder, 'stranger');
  return {
    authority: authority.cert,
    strangerAuthority: stranger.cert,
    server: await signed(openssl, folder, 'server', authority, 'DNS:localhost'),
    client: await signed(openssl, folder, 'client', authority, 'DNS:client'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a client of Node's `tls.connect` needs to be let in. */
export function clientTls({ authority, client }: Certificates) {
  return { ca: readFileSync(authority), cert: readFileSync(client.cert), key: readFileSync(client.key) };
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

async function selfSigned(openssl: Program, folder: string, name: string): Promise<CertificateFiles> {
  const files = filesOf(folder, name);
  const out = ['-keyout', files.key, '-out', files.cert];
  await call(openssl, ['req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=${name}`, ...out]);
  return files;
}

async function signed(
  openssl: Program,
  folder: string,
  name: string,
  authority: CertificateFiles,
  names: string,
): Promise<CertificateFiles> {
  const files = filesOf(folder, name);
  const request = join(folder, `${name}.csr`);
  const extensions = join(folder, `${name}.ext`);
  writeFileSync(extensions, `subjectAltName=${names}\n`);
  await call(openssl, ['req', ...newKey, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', request]);
  const signer = ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial'];
  const rest = ['-days', '2', '-extfile', extensions, '-out', files.cert];
  await call(openssl, ['x509', '-req', '-in', request, ...signer, ...rest]);
  return files;
}

function filesOf(folder: string, name: string): CertificateFiles {
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
}

async function call(openssl: Program, args: readonly string[]): Promise<void> {
  await run(openssl.path, [...args], { env: { ...process.env, ...openssl.environment } });
}
