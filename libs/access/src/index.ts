export { AccessControl } from './access-control.js';
export type { AccessClaims, OperatorClaims } from './access-claims.js';
export { AccessGuard } from './access.guard.js';
export { AccessModule } from './access.module.js';
export { AccessSettings } from './access.settings.js';
export { apiKeyPrefix, newApiKey, type NewApiKey } from './api-key.js';
export { apiAudience, installationAudience } from './audiences.js';
export { clientNetwork } from './client-network.js';
export { KeyAuthority, type KnownKey } from './key-authority.js';
export { otherNetwork } from './key-terms.js';
export { isNetwork } from './networks.js';
export { MailTokens, type MailTokenPurpose, type MailTokenSubject } from './mail-tokens.js';
export {
  TokenAuthority,
  type AccessChange,
  type AccessChanges,
  type TokenBearer,
} from './token-authority.js';
