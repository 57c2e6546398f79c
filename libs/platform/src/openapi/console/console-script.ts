/**
 * Sets Swagger UI up as a console, and keeps its sign-in alive: Swagger UI forgets the refresh token that it is given
 * (its issue 7257), so this renews the access token before it ends, and before a request when it has ended already. The
 * tokens stay in the memory of the page. Plain JavaScript, since it is served as it stands.
 */
export const consoleScript = `'use strict';
(async () => {
  const here = new URL('.', location.href).href.replace(/[/]$/, '');
  const spec = await (await fetch(here + '/openapi.json')).json();
  // The page may be open under another name of the server than the public one; other origins are out of reach.
  spec.servers = [{ url: here, description: 'This installation.' }];
  const scheme = spec.components.securitySchemes.oauth2;
  const tokenUrl = here + '/v1/auth/token';
  if (scheme) Object.assign(scheme.flows.password, { tokenUrl, refreshUrl: tokenUrl });

  // One way to sign in: the other scheme takes a token that somebody has got elsewhere.
  delete spec.components.securitySchemes.bearer;
  for (const path of Object.values(spec.paths))
    for (const operation of Object.values(path))
      operation.security = (operation.security || []).filter((one) => !('bearer' in one));

  const who = document.createElement('div');
  who.className = 'console-who';
  who.setAttribute('role', 'status');
  document.body.prepend(who);

  let session = null;
  let renewing = null;
  let timer = 0;

  const say = (text, name) => {
    who.textContent = text;
    if (name) who.append(Object.assign(document.createElement('b'), { textContent: name }));
  };

  const keep = (auth, token) => {
    clearTimeout(timer);
    const lives = Number(token.expires_in) || 0;
    session = { auth, refresh: token.refresh_token, ends: Date.now() + lives * 1000 };
    say('Signed in' + (auth.username ? ' as ' : ''), auth.username);
    if (session.refresh) timer = setTimeout(() => renew().catch(() => {}), Math.max(1000, lives * 800));
  };

  const forget = (text) => {
    clearTimeout(timer);
    session = null;
    say(text);
  };

  const renew = () => {
    if (!session || !session.refresh) return Promise.resolve();
    renewing ??= exchange().finally(() => { renewing = null; });
    return renewing;
  };

  const exchange = async () => {
    const { auth, refresh } = session;
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh }),
    });
    if (answer.ok) {
      ui.authActions.authorizeOauth2({ auth, token: await answer.json() });
    } else if (answer.status < 500 && answer.status !== 429) {
      ui.authActions.logout([auth.name]);
      forget('Your session has ended. Sign in again with Authorize.');
    } else {
      timer = setTimeout(() => renew().catch(() => {}), 5000);
    }
  };

  const staySignedIn = () => ({
    statePlugins: {
      auth: {
        wrapActions: {
          authorizeOauth2: (original) => (payload) => {
            keep(payload.auth, payload.token);
            return original(payload);
          },
          logout: (original) => (names) => {
            if (session && names.includes(session.auth.name)) forget('Signed out in this page.');
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
      if (session && session.refresh && Date.now() > session.ends - 5000) {
        await renew();
        const bearer = ui.authSelectors.authorized().getIn([session?.auth.name, 'token', 'access_token']);
        if (bearer) request.headers.Authorization = 'Bearer ' + bearer;
      }
      return request;
    },
  });
  say('Not signed in. Use Authorize, with your e-mail address and password.');
})();
`;
