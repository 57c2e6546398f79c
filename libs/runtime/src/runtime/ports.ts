/** For other rooms of the platform; what authors of features use is in index.ts. */
export { loadPeer, type OptionalPeer } from './optional-peer.js';
export { isPermanent } from './permanent.js';
export { PlatformError } from './platform-error.js';
export { type Located, publicAddress, publicPath } from './public-address.js';
export { RuntimeModule } from './runtime.module.js';
export { RuntimeSettings } from './runtime.settings.js';
export { mysqlTlsOptions, type ServerTls, tlsOptions } from './server-tls.js';
export { tlsDeclarations } from './tls-declarations.js';
export {
  effectiveTlsMode,
  serverTlsOf,
  serverUrl,
  tlsProblems,
  type TlsGroup,
  type TlsMode,
  type TlsSubject,
} from './tls-settings.js';
export { within } from './within.js';
