/** The page of the console; everything it loads comes from this server. */
export function consolePage(title: string, assets: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" type="image/png" href="${assets}/favicon-32x32.png">
<link rel="stylesheet" href="${assets}/swagger-ui.css">
<link rel="stylesheet" href="${assets}/console.css">
</head>
<body>
<noscript>The console needs JavaScript. The OpenAPI document is at <a href="openapi.json">openapi.json</a>.</noscript>
<div id="console"></div>
<script src="${assets}/swagger-ui-bundle.js"></script>
<script src="${assets}/console.js"></script>
</body>
</html>
`;
}

/**
 * What the page may load and talk to. Swagger UI writes style attributes, and shows its icons as data: images; nothing
 * in it needs eval or a script inside the page.
 */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Small corrections of Swagger UI's looks. */
export const consoleStyle = `body{margin:0;background:#fafafa}
.swagger-ui .info{margin:30px 0}
.swagger-ui .info .title small.version-stamp{background:#31708f}
.swagger-ui .auth-container .scope-def,.swagger-ui .auth-container .wrapper:has(> :is([for=password_type],[for=client_id_password],[for=client_secret_password])){display:none}
.swagger-ui .checkbox input[type=checkbox]{display:block;height:16px;margin:0;opacity:0;position:absolute;width:16px}
.swagger-ui .checkbox input[type=checkbox]:focus-visible+label>.item{outline:2px solid #0a5ea8;outline-offset:3px}
#auth-bearer-value{-webkit-text-security:disc}
.swagger-ui .response-col_links{display:none}
@media (max-width:700px){.swagger-ui .schemes-server-container,.swagger-ui .servers{min-width:0;width:100%}.swagger-ui .scheme-container .servers>label{display:block;margin:0}.swagger-ui .scheme-container .servers>label select{box-sizing:border-box;margin:0}.swagger-ui .wrapper{padding:0 10px}.swagger-ui .opblock-body{overflow-x:auto;position:relative}}
.console-who{font:14px sans-serif;padding:8px 20px;background:#1b2733;color:#fff}
.console-who b{font-weight:600}
`;
