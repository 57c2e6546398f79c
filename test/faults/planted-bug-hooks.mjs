// Loader hooks: hand Node the built files with a planted bug in them. See planted-bugs.ts.

/** @type {readonly { file: string, find: string, replace: string, uses?: string }[]} */
let mutations = [];

/** @param {typeof mutations} planted */
export function initialize(planted) {
  mutations = planted;
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  const loaded = await next(url, context);
  const here = mutations.filter(({ file }) => url.endsWith(file));
  if (here.length === 0) return loaded;
  let source = Buffer.from(/** @type {Uint8Array} */ (loaded.source)).toString();
  for (const { file, find, replace, uses = '' } of here) {
    if (source.split(find).length !== 2)
      throw new Error(`The planted bug no longer fits ${file}: "${find}" must stand there once.`);
    if (!source.includes(uses))
      throw new Error(`The planted bug no longer fits ${file}: it needs "${uses}" there.`);
    source = source.replace(find, () => replace);
  }
  return { ...loaded, source };
}
