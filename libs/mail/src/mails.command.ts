import { join } from 'node:path';
import { defineCommand } from '@keelson/sql/ports';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { mailFolder } from './mail.settings.js';
import { writePreviews } from './mail-preview.js';
import { mailsOf } from './mails-point.js';

/** Shows what people get, without sending it. */
export const mailsCommand = defineCommand({
  name: 'mails',
  summary: 'Writes a preview of every email in every language, as HTML and text.',
  async run(application) {
    const settings = await application.settings();
    const folder = join(mailFolder(settings.get(RuntimeSettings)), 'preview');
    const files = await writePreviews(folder, mailsOf(application.registry));
    return {
      json: { folder, files },
      lines: [`Wrote ${files.length} files to ${folder}:`, ...files.map((file) => `  ${file}`)],
    };
  },
});
