/** For other rooms of the platform; what authors of features use is in index.ts. */
export { AccessControl } from './access-control.js';
export { AccessGuard } from './access.guard.js';
export { bearerToken } from './bearer-token.js';
export { clientNetwork } from './client-network.js';
export { clockTolerance } from './jwt.strategy.js';
