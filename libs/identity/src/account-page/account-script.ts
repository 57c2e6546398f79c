/**
 * What the page does: the part of the fragment before `=` says which form is shown, and what follows is the token. It is taken
 * out of the address bar and the history at once. Plain JavaScript, since it is served as it stands.
 */
export const accountScript = `'use strict';
(() => {
  const here = new URL('.', location.href).href.replace(/[/]$/, '');
  const sections = [...document.querySelectorAll('section')];
  const status = document.getElementById('status');
  let token = '';

  const call = async (path, body, access) => {
    const answer = await fetch(here + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(access && { Authorization: 'Bearer ' + access }) },
      body: JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(30000),
    });
    const type = answer.headers.get('Content-Type') || '';
    const json = /json/.test(type) ? await answer.json() : {};
    if (answer.ok) return json;
    const [first] = json.errors || [];
    if (answer.status === 429) throw new Error('Too many attempts. Wait a minute and try again.');
    throw new Error(json.detail || (first && first.detail) || json.error_description || json.title || 'The server did not respond as expected. Try again.');
  };

  const signIn = (email, password) =>
    call('/v1/auth/token', { grant_type: 'password', username: email, password });

  // The session of this page ends with what it was opened for.
  const signedIn = async ({ email, password }, work) => {
    const { access_token: access } = await signIn(email, password);
    try {
      return await work(access);
    } finally {
      await call('/v1/auth/sign-out', {}, access).catch(() => {});
    }
  };

  const tasks = {
    prove: async ({ password }) => {
      const { email } = await call('/v1/auth/prove-address', { token, password });
      return email + ' is verified. You can close this page.';
    },
    reset: async ({ password }) => {
      const { email } = await call('/v1/auth/reset-password', { token, password });
      return 'The password of ' + email + ' is set. Sign in with it.';
    },
    undo: async ({ password }) => {
      const { email } = await call('/v1/auth/undo-address-change', { token, password });
      return 'Your account has the address ' + email + ' again. Sign in with the new password.';
    },
    change: (form) => signedIn(form, async (access) => {
      const { email } = await call('/v1/me/confirm-address', { token }, access);
      return 'Your email address is now ' + email + '.';
    }),
    join: async ({ name, password }) => {
      await call('/v1/auth/accept-invitation', { token, name, password });
      return 'You have accepted the invitation. Sign in with your email address and the new password.';
    },
    accept: (form) => signedIn(form, async (access) => {
      await call('/v1/me/accept-invitation', { token }, access);
      return 'You have accepted the invitation.';
    }),
    forgot: async ({ email }) => (await call('/v1/auth/forgot-password', { email })).next,
    resend: (form) => signedIn(form, async (access) => (await call('/v1/me/send-proof', {}, access)).next),
  };

  const say = (text, isError) => {
    status.textContent = text;
    status.classList.toggle('error', Boolean(isError));
    status.focus();
  };

  const show = () => {
    const [name, given] = location.hash.slice(1).split('=');
    const section = sections.find(({ id }) => id === name) || document.getElementById('forgot');
    if (given) {
      token = given;
      history.replaceState(null, '', location.pathname);
    }
    for (const one of sections) one.hidden = one !== section;
    status.textContent = '';
    const first = section.querySelector('input');
    if (first) first.focus();
  };

  for (const form of document.querySelectorAll('form'))
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = form.querySelector('button');
      const task = tasks[form.dataset.task || form.closest('section').id];
      button.disabled = true;
      try {
        const done = await task(Object.fromEntries(new FormData(form)));
        for (const one of sections) one.hidden = true;
        form.reset();
        say(done);
      } catch (error) {
        say(error instanceof TypeError || error.name === 'TimeoutError' ? 'The server cannot be reached. Try again.' : error.message, true);
      } finally {
        button.disabled = false;
      }
    });

  addEventListener('hashchange', show);
  show();
})();
`;
