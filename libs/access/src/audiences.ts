/** The `aud` of tokens that tenants' users call the API with (RFC 7519, section 4.1.3). */
export const apiAudience = 'keelson';

/** The `aud` of operators' tokens: another one, so that neither kind is ever taken for the other. */
export const installationAudience = 'keelson:installation';
