/** For other rooms of the platform; what authors of features use is in index.ts. */
export { assertRoutesDeclared, preparation } from './application/index.js';
export { accountLink } from './account-link.js';
export { pacedBody } from './body-deadlines.js';
export { currentExchange, type Exchange } from './exchange.js';
export { readingsOf, refuseUnread, type Readings } from './refuse-unread.js';
export { readJsonBody } from './json-body.js';
export { partialType } from './media-types.js';
export { isUnlimited, Unlimited } from './limits/unlimited.js';
export { isTokenEndpoint } from './problems/oauth-error.js';
export { problemKind } from './problems/problem-catalog.js';
export { problemType } from './problems/problem-document.js';
export { HttpSettings } from './http.settings.js';
