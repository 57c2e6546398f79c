import type { Choices } from './choices.js';
import { tarballOf, type Tarballs } from './tarballs.js';
import type { Files } from './template.js';

type Engine = Choices['engine'];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, unknown>>;
}

/** What an application on the other engine does without. */
const unneeded: Readonly<Record<Engine, readonly string[]>> = {
  postgres: ['mysql2'],
  mysql: ['pg', '@keelson/embedded-postgres'],
};

/**
 * The files of an application: those of the template, for its name, its engine, and with the sample features or without.
 * @param tarballs the `file:` of packages that are not published, by their names
 * @throws Refusal when one that the application needs is not among them
 */
export function tailor(
  template: Files,
  { name, engine, hasSample }: Choices,
  tarballs: Tarballs | null,
): Files {
  const sample = hasSample ? [] : featuresOf(template);
  const kept = Object.entries(template).filter(([path]) => hasSample || !path.startsWith('src/features/'));
  const changes: Readonly<Record<string, (text: string) => string>> = {
    'package.json': (text) => manifest(text, name, engine, tarballs),
    'README.md': (text) =>
      sections(text, [engine, ...(hasSample ? ['sample'] : [])]).replace(/^# .*$/m, `# ${name}`),
    'src/app.module.ts': (text) => withoutFeatures(text, sample),
    '.env.example': (text) => withoutSettings(text, sample),
    'test/engine.ts': (text) => text.replace("= 'postgres'", `= '${engine}'`),
  };
  const files = Object.fromEntries(kept.map(([path, text]) => [path, changes[path]?.(text) ?? text]));
  return engine === 'mysql' ? { ...files, '.env': environment(name) } : files;
}

function featuresOf(template: Files): string[] {
  const names = Object.keys(template).map((path) => /^src\/features\/([^/]+)\//.exec(path)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

function manifest(text: string, name: string, engine: Engine, tarballs: Tarballs | null): string {
  const read = JSON.parse(text) as Manifest;
  const chosen = (versions: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(versions)
        .filter(([dependency]) => !unneeded[engine].includes(dependency))
        .map(([dependency, version]) => [
          dependency,
          tarballs && dependency.startsWith('@keelson/') ? tarballOf(dependency, tarballs) : version,
        ]),
    );
  const written = {
    ...read,
    name,
    dependencies: chosen(read.dependencies),
    devDependencies: chosen(read.devDependencies),
    // The peers of our packages come from there as well.
    overrides: { ...read.overrides, ...(tarballs && Object.fromEntries(tarballs)) },
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** Keeps what stands between `<!-- name -->` and `<!-- /name -->` for the named, without the comments. */
function sections(text: string, named: readonly string[]): string {
  return text
    .replaceAll(/<!-- (\w+) -->\n([\s\S]*?)<!-- \/\1 -->\n?/g, (_, name: string, content: string) =>
      named.includes(name) ? content : '',
    )
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/\n+$/, '\n');
}

/** Takes out the imports of features, and the lines of what they import. */
function withoutFeatures(text: string, features: readonly string[]): string {
  return features.reduce((left, feature) => {
    const line = new RegExp(`^import \\{ (\\w+) \\} from '\\./features/${feature}/index\\.js';\n`, 'm');
    const [, module] = line.exec(left) ?? [];
    return module ? left.replace(line, '').replace(new RegExp(`^ +${module},\n`, 'm'), '') : left;
  }, text);
}

/** Takes out the settings of features: `# ---- boats ----` and what follows, up to the next heading. */
function withoutSettings(text: string, features: readonly string[]): string {
  return text
    .split(/^(?=# ---- )/m)
    .filter((group) => !features.some((feature) => group.startsWith(`# ---- ${feature} ----`)))
    .join('')
    .replace(/\n+$/, '\n');
}

function environment(name: string): string {
  const database = name.replace(/^.*\//, '').replaceAll(/\W/g, '_');
  return [
    '# See .env.example for all settings.',
    `DATABASE_URL=mysql://root@127.0.0.1:3306/${database}`,
    'REDIS_URL=redis://127.0.0.1:6379',
    '',
  ].join('\n');
}
