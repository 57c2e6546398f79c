import { IdentityModule } from '../../../src/features/identity/index.js';
import { OrganizationsModule } from '../../../src/features/organizations/index.js';
import { createBenchApplication } from '../keelson/application.js';
import type { StartServer } from '../serve.js';

/** The shipped identity, with the password hashes it has in production. */
export const startSignIn: StartServer = async (settings) => {
  const application = await createBenchApplication(settings, 'api', [
    OrganizationsModule,
    IdentityModule.forRoot({
      issuer: settings.issuer,
      accessTokenSeconds: 600,
      refreshTokenSeconds: 86_400,
      passwordHashQueue: 200,
      signingKeyPem: null,
    }),
  ]);
  await application.listen(settings.port, '127.0.0.1');
  return () => application.close();
};
