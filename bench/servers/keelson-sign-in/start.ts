import { IdentityModule } from '@keelson/identity';
import { OrganizationsModule } from '@keelson/organizations';
import { createBenchApplication } from '../keelson/application.js';
import type { StartServer } from '../serve.js';

/** The shipped identity, with the password hashes it has in production. */
export const startSignIn: StartServer = async (settings) => {
  const application = await createBenchApplication(settings, 'api', [OrganizationsModule, IdentityModule], {
    ACCESS_TOKEN_SECONDS: '600',
    REFRESH_TOKEN_SECONDS: '86400',
    PASSWORD_HASH_QUEUE: '200',
    SIGN_IN_LIMIT_PER_MINUTE: '100000',
  });
  await application.listen(settings.port, '127.0.0.1');
  return () => application.close();
};
