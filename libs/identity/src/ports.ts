/** For the packages and tests that stand in for people: what signs in and proves who somebody is. */
export { AccessTokens } from './access-tokens.js';
export { AddressLink } from './address-link.entity.js';
export { AddressLinks } from './address-links.js';
export { IdentityAuthority } from './identity-authority.js';
export { PasswordHashing } from './password-hashing.js';
export { RefusedSignIns } from './refused-sign-ins.js';
export type { Session } from './session.entity.js';
export { Sessions } from './sessions.js';
export { SigningKeys } from './signing-keys.js';
export { addressKey, noPassword, User } from './user.entity.js';
export { WelcomeMailJob } from './welcome-mail.job.js';
