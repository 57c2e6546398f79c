/** The page that links in mails lead to. The token stands in the fragment, which no server and no log ever sees. */
export const accountPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Your account</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="account/assets/account.css">
</head>
<body>
<main>
<h1>Your account</h1>
<noscript><p>This page needs JavaScript. You can use the API instead: see the <a href="docs">docs</a>.</p></noscript>

<section id="prove" hidden>
<h2>Verify your email address</h2>
<p>Enter the password of your account. All other accounts with this address will be closed.</p>
<form>
${password('current', 'Password')}
<button>Verify the address</button>
</form>
<p><a href="#forgot">Forgot your password?</a></p>
</section>

<section id="reset" hidden>
<h2>Choose a new password</h2>
<p>You will be signed out everywhere.</p>
<form>
${password('new', 'New password, at least 12 characters')}
<button>Set the password</button>
</form>
</section>

<section id="undo" hidden>
<h2>Undo the email address change</h2>
<p>Your account gets its previous address back. Choose a new password. You will be signed out everywhere.</p>
<form>
${password('new', 'New password, at least 12 characters')}
<button>Undo the change</button>
</form>
</section>

<section id="change" hidden>
<h2>Confirm your new email address</h2>
<p>Sign in with your current email address and password.</p>
<form>
${email('Current email address')}
${password('current', 'Password')}
<button>Confirm the new address</button>
</form>
</section>

<section id="invitation" hidden>
<h2>Accept the invitation</h2>
<form data-task="join">
<h3>With a new account</h3>
<label>Your name<input name="name" autocomplete="name" maxlength="120" required></label>
${password('new', 'New password, at least 12 characters')}
<button>Create an account and accept</button>
</form>
<form data-task="accept">
<h3>With your account</h3>
${email('Email address')}
${password('current', 'Password')}
<button>Sign in and accept</button>
</form>
</section>

<section id="forgot" hidden>
<h2>Reset your password</h2>
<p>You will get an email with a link that is valid for 30 minutes.</p>
<form>
${email('Email address')}
<button>Send the email</button>
</form>
<p><a href="#resend">Verify your email address</a></p>
</section>

<section id="resend" hidden>
<h2>Verify your email address</h2>
<p>You will get an email with a link that verifies your address.</p>
<form>
${email('Email address')}
${password('current', 'Password')}
<button>Send the email</button>
</form>
<p><a href="#forgot">Reset your password</a></p>
</section>

<p id="status" role="status" tabindex="-1"></p>
</main>
<script src="account/assets/account.js"></script>
</body>
</html>
`;

function email(label: string): string {
  return `<label>${label}<input name="email" type="email" autocomplete="username" maxlength="254" required></label>`;
}

function password(kind: 'current' | 'new', label: string): string {
  const length = kind === 'new' ? ' minlength="12"' : '';
  return `<label>${label}<input name="password" type="password" autocomplete="${kind}-password"${length} maxlength="256" required></label>`;
}

/** What the page may load and talk to: its own script and style, and this API. */
export const accountPagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export const accountStyle = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;background:Canvas;color:CanvasText}
main{box-sizing:border-box;margin:0 auto;max-width:32rem;padding:1.5rem}
h1{font-size:1.1rem;margin:0 0 1.5rem;opacity:.75}
h2{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}
h3{font-size:1.1rem;margin:2rem 0 .5rem}
label{display:block;margin:1rem 0}
input{box-sizing:border-box;display:block;font:inherit;margin-top:.25rem;padding:.6rem;width:100%}
button{background:#0a5ea8;border:0;border-radius:.25rem;color:#fff;cursor:pointer;font:inherit;padding:.7rem 1.2rem}
button:disabled{opacity:.6}
:focus-visible{outline:3px solid #0a5ea8;outline-offset:2px}
#status{border-left:.25rem solid #0a5ea8;margin:1.5rem 0;overflow-wrap:anywhere;padding:.5rem 1rem}
#status:empty{display:none}
#status.error{border-color:#b3261e}
`;
