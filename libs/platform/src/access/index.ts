export { AccessControl } from './access-control.js';
export type { AccessClaims, OperatorClaims } from './access-claims.js';
export { AccessGuard } from './access.guard.js';
export { AccessModule } from './access.module.js';
export { AccessSettings } from './access.settings.js';
export { apiAudience, installationAudience } from './audiences.js';
export { MailTokens, type MailTokenPurpose, type MailTokenSubject } from './mail-tokens.js';
export { TokenAuthority, type AccessChange, type AccessChanges } from './token-authority.js';
