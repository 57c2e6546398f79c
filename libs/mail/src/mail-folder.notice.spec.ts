import { RuntimeSettings } from '@keelson/runtime';
import { expect, it } from 'vitest';
import { MailFolderNotice } from './mail-folder.notice.js';
import { MailSettings } from './mail.settings.js';

const notice = (smtpUrl?: string) =>
  new MailFolderNotice(
    Object.assign(new MailSettings(), { smtpUrl }),
    Object.assign(new RuntimeSettings(), { dataFolder: '/data' }),
  );

it('the log says where emails are before the server listens; people read it below the address', async () => {
  expect(await notice().run()).toEqual({
    log: expect.stringMatching(/^SMTP_URL is not set: .* written to \/data/),
    level: 'warn',
  });
  expect(notice().served()).toEqual({ text: expect.stringMatching(/^Mail {2}\/data/) });
});

it('where a server sends them, there is nothing to say', async () => {
  expect(await notice('smtp://localhost').run()).toBeNull();
  expect(notice('smtp://localhost').served()).toBeNull();
});
