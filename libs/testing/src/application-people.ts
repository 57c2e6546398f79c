import { withContext } from '@keelson/kernel';
import { Addresses, Operators } from '@keelson/identity';
import { Members } from '@keelson/organizations';
import { Database } from '@keelson/sql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { signIn, signInAsOperator, type Http, type SignedIn } from './signed-in.js';

/** Someone new, who owns a new organization. */
export async function signUp(
  nest: NestFastifyApplication,
  http: Http,
  { isProven = true }: { readonly isProven?: boolean } = {},
): Promise<SignedIn> {
  const email = `u${randomBytes(6).toString('hex')}@example.com`;
  const password = 'correct horse battery';
  const body = { email, password, name: 'Ada', organization: 'Ada Marine' };
  const answer = await http('POST', '/v1/auth/sign-up', { body });
  if (answer.status !== 201) throw new Error(`sign-up returned ${answer.status}: ${answer.text}`);
  const person = await signIn(http, email, password);
  if (isProven) await prove(nest, person);
  return person;
}

/** Someone new, who is a member of the host's organization. */
export async function join(
  nest: NestFastifyApplication,
  http: Http,
  host: SignedIn,
  role: 'admin' | 'member' | 'guest',
): Promise<SignedIn> {
  const guest = await signUp(nest, http);
  await nest
    .get(Database)
    .transaction(() =>
      nest
        .get(Members)
        .add(
          host.organizationId,
          { userId: guest.userId, name: 'Ada', email: guest.email },
          { role: role === 'guest' ? 'custom' : role },
        ),
    );
  return signIn(http, guest.email, guest.password, host.organizationId);
}

/** Someone new, who is signed in as an operator of the installation. */
export async function signUpOperator(nest: NestFastifyApplication, http: Http): Promise<SignedIn> {
  const person = await signUp(nest, http);
  await withContext({ operation: 'test:grant' }, () =>
    nest.get(Database).transaction(() => nest.get(Operators).grant(person.userId)),
  );
  return signInAsOperator(http, person);
}

/** As the link in the mail does it. */
async function prove(nest: NestFastifyApplication, { userId, email }: SignedIn): Promise<void> {
  await withContext({ operation: 'test:prove' }, () =>
    nest.get(Database).transaction(() => nest.get(Addresses).claim(userId, email)),
  );
}
