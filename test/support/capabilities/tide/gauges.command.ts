import { defineCommand } from '@keelson/platform';
import { gaugesPoint } from './gauges.js';

export const gaugesCommand = defineCommand({
  name: 'gauges',
  summary: 'Lists the tide gauges.',
  run({ registry }) {
    const found = registry
      .contributions(gaugesPoint)
      .flatMap(({ owner, value }) => value.map(({ name }) => ({ name, module: owner.name })));
    return Promise.resolve({ json: found, lines: found.map(({ name, module }) => `${name} (${module})`) });
  },
});
