/** For other rooms of the platform; what authors of features use is in index.ts. */
export { LinkTargets } from './link-targets.js';
export { mailFolder } from './mail.settings.js';
export { writePreviews } from './mail-preview.js';
export { mailsOf } from './mails-point.js';
