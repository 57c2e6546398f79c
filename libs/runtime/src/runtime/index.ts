/** What a process was started with, and where clients reach it. */
export { PlatformError } from './platform-error.js';
export { type Located, publicAddress, publicPath } from './public-address.js';
export { RuntimeModule } from './runtime.module.js';
export { type Role, RuntimeSettings } from './runtime.settings.js';
export type { ServerTls } from './server-tls.js';
