/**
 * Sets Swagger UI up as a console, and keeps its sign-in alive: Swagger UI forgets the refresh token that it is given
 * (its issue 7257), so this renews the access token before it ends, and before a request when it has ended already.
 * Signing out ends the session on the server too, also while its token is being renewed. The tokens stay in the memory of
 * the page. Plain JavaScript, since it is served as it stands.
 */
export const consoleScript = `'use strict';
(async () => {
  const here = new URL('.', location.href).href.replace(/[/]$/, '');
  const spec = await (await fetch(here + '/openapi.json')).json();
  // The page may be open under another name of the server than the public one; other origins are out of reach.
  spec.servers = [{ url: here, description: 'This installation.' }];
  const scheme = spec.components.securitySchemes.oauth2;
  const tokenUrl = here + '/v1/auth/token';
  const signOutUrl = here + '/v1/auth/sign-out';
  if (scheme) Object.assign(scheme.flows.password, { tokenUrl, refreshUrl: tokenUrl });

  // An API key, in addition to the sign-in; no key is an operator's. Access tokens come by the sign-in alone.
  const keyName = 'API key';
  const schemes = spec.components.securitySchemes;
  if (schemes.bearer)
    schemes[keyName] = {
      ...schemes.bearer,
      bearerFormat: undefined,
      description: 'An API key (kls_…), from POST /v1/api-keys. While it is set, requests are sent with it, also when you are signed in. Operator routes take no key. The key stays in the memory of this page.',
    };
  delete schemes.bearer;
  for (const path of Object.values(spec.paths))
    for (const operation of Object.values(path)) {
      const all = operation.security || [];
      const isOperators = all.some((one) => one.oauth2?.includes('installation'));
      operation.security = all.flatMap((one) =>
        !('bearer' in one) ? [one] : isOperators ? [] : [{ [keyName]: [] }],
      );
    }

  const who = document.createElement('div');
  who.className = 'console-who';
  who.setAttribute('role', 'status');
  document.body.prepend(who);

  // Each renewal begins another one, so that an answer can tell whether it is still for the present one.
  let session = null;
  let key = null;
  let timer = 0;

  const say = (text, name) => {
    who.textContent = text;
    if (name) who.append(Object.assign(document.createElement('b'), { textContent: name }));
  };

  const sayWho = () => {
    const user = session?.auth.username;
    if (key) say('Requests are sent with the API key ', key.slice(0, 10) + '…');
    else if (session) say('Signed in' + (user ? ' as ' : ''), user);
    else say('Not signed in. To sign in, use Authorize with your email address and password, or an API key.');
  };

  const keep = (auth, token) => {
    clearTimeout(timer);
    const lives = Number(token.expires_in) || 0;
    session = {
      auth,
      access: token.access_token,
      refresh: token.refresh_token,
      ends: Date.now() + lives * 1000,
      exchange: null,
    };
    sayWho();
    if (session.refresh) timer = setTimeout(() => renew().catch(() => {}), Math.max(1000, lives * 800));
  };

  const forget = (text) => {
    clearTimeout(timer);
    session = null;
    say(text);
  };

  // Once at a time: a refresh token that is used again later ends its session.
  const exchange = (began) => {
    began.exchange ??= fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: began.refresh }),
    })
      .then(async (answer) => ({ status: answer.status, token: answer.ok ? await answer.json() : null }))
      .finally(() => { began.exchange = null; });
    return began.exchange;
  };

  const renew = async () => {
    const began = session;
    if (!began || !began.refresh) return;
    const { status, token } = await exchange(began);
    // Signed out meanwhile, or renewed by another who waited for the same answer.
    if (session !== began) return;
    if (token) {
      ui.authActions.authorizeOauth2({ auth: began.auth, token });
    } else if (status < 500 && status !== 429) {
      forget('Your session has ended. Sign in again with Authorize.');
      if (key) sayWho();
      ui.authActions.logout([began.auth.name]);
    } else {
      timer = setTimeout(() => renew().catch(() => {}), 5000);
    }
  };

  const signOut = async (ended) => {
    const renewed = ended.exchange || (ended.refresh && Date.now() > ended.ends - 5000) ? await exchange(ended) : null;
    const access = renewed?.token?.access_token ?? ended.access;
    const answer = await fetch(signOutUrl, { method: 'POST', headers: { Authorization: 'Bearer ' + access } });
    // 401: it has ended already.
    if (!answer.ok && answer.status !== 401) throw new Error('not signed out');
  };

  const leave = (ended) => {
    forget('Signing out…');
    const tell = (text) => { if (!session) { say(text); if (key) sayWho(); } };
    signOut(ended).then(
      () => tell('Signed out.'),
      () => tell('Signed out on this page only: the server did not respond. The session will expire on its own.'),
    );
  };

  const staySignedIn = () => ({
    statePlugins: {
      auth: {
        wrapActions: {
          authorizeOauth2: (original) => (payload) => {
            keep(payload.auth, payload.token);
            return original(payload);
          },
          authorize: (original) => (payload) => {
            if (payload[keyName]) {
              key = String(payload[keyName].value).trim();
              sayWho();
            }
            return original(payload);
          },
          logout: (original) => (names) => {
            if (key && names.includes(keyName)) {
              key = null;
              sayWho();
            }
            if (session && names.includes(session.auth.name)) leave(session);
            return original(names);
          },
        },
      },
    },
  });

  const ui = SwaggerUIBundle({
    spec,
    dom_id: '#console',
    deepLinking: true,
    filter: true,
    displayRequestDuration: true,
    showExtensions: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    persistAuthorization: false,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [staySignedIn],
    requestInterceptor: async (request) => {
      if (request.url.startsWith(tokenUrl)) return request;
      if (key && (request.headers.Authorization || '').trim() === 'Bearer ' + key) return request;
      if (session && session.refresh && Date.now() > session.ends - 5000) {
        await renew();
        if (session) request.headers.Authorization = 'Bearer ' + session.access;
        else delete request.headers.Authorization;
      }
      return request;
    },
  });
  sayWho();
})();
`;
