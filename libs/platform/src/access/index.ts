export { AccessControl } from './access-control.js';
export type { AccessClaims, OperatorClaims } from './access-claims.js';
export { ACCESS_OPTIONS, apiAudience, installationAudience, type AccessOptions } from './access-options.js';
export { AccessGuard } from './access.guard.js';
export { AccessModule } from './access.module.js';
export { TokenAuthority, type AccessChange, type AccessChanges } from './token-authority.js';
