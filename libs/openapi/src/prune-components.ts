import type { OpenApiDocument } from './document.js';

const kinds = ['schemas', 'responses', 'headers', 'parameters'] as const;

/** The document without the components that nothing refers to: what a decorator names and the kernel replaces. */
export function pruneComponents(document: OpenApiDocument): OpenApiDocument {
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, pointer = ''] of JSON.stringify(part).matchAll(/"\$ref":"#\/components\/([^"]+)"/g)) {
      if (used.has(pointer)) continue;
      used.add(pointer);
      const [kind, name] = pointer.split('/') as [(typeof kinds)[number], string];
      visit(document.components[kind][name] ?? null);
    }
  };
  visit(document.paths);
  const kept = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      Object.fromEntries(
        Object.entries(document.components[kind]).filter(([name]) => used.has(`${kind}/${name}`)),
      ),
    ]),
  );
  return { ...document, components: { ...document.components, ...kept } };
}
