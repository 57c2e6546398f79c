import { readSettings } from '../settings.js';
import { createBenchApplication } from './application.js';
import { ArticlesModule } from './articles.js';

const { port } = readSettings();
const application = await createBenchApplication(ArticlesModule, 'api');
await application.listen(port, '127.0.0.1');
console.log(`ready http://127.0.0.1:${port}`);

process.once('SIGTERM', () => {
  void application.close().then(() => process.exit(0));
});
