/** What a process was started with, and where clients reach it. */
export * from './platform-options.js';
export { publicAddress, publicPath } from './public-address.js';
export type { ServerTls } from './server-tls.js';
