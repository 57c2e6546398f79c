/** For other rooms of the platform; what authors of features use is in index.ts. */
export { isPermanent } from './permanent.js';
export { PLATFORM_OPTIONS, type PlatformOptions } from './platform-options.js';
export { publicAddress, publicPath } from './public-address.js';
export { mysqlTlsOptions, type ServerTls, tlsOptions } from './server-tls.js';
export { within } from './within.js';
