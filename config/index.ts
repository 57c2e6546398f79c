import { withEnvFile } from '@keelson/server';

/**
 * The environment of this application: the only reader of `process.env`. Modules contribute what is read from it:
 * `await loadSettings(AppModule, readEnvironment())`.
 */
export const readEnvironment = (): NodeJS.ProcessEnv => withEnvFile(process.env);
