import { publicAddress } from '@keelson/runtime/ports';
import type { HttpSettings } from './http.settings.js';

/** What the page of accounts is opened for by a link in a mail. */
export type AccountTask = 'prove' | 'reset' | 'change' | 'undo' | 'invitation';

/**
 * A link to the page of accounts: the shipped `/account`, or the front end of ACCOUNT_PAGE_URL. Its fragment is
 * `#<task>=<token>`, since a fragment is never sent to a server and so stands in no log.
 */
export function accountLink(
  settings: Pick<HttpSettings, 'publicUrl' | 'accountPageUrl'>,
  task?: AccountTask,
  token = '',
): string {
  const page = settings.accountPageUrl ?? publicAddress(settings, '/account');
  return task === undefined ? page : `${page}#${task}=${token}`;
}
