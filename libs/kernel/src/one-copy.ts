const mark = Symbol.for('@keelson/kernel');
const loaded = globalThis as { [mark]?: string };

// The tokens of dependency injection are classes, so a second copy would not know the modules and fields of the first.
const first = (loaded[mark] ??= import.meta.url);
if (first !== import.meta.url)
  throw new Error(
    `@keelson/kernel is loaded twice, from ${first} and from ${import.meta.url}. Install all @keelson packages at one version; \`npm ls @keelson/kernel\` shows which package depends on the other copy.`,
  );

export {};
