import type { Check } from '@keelson/conformance';
import { gaugesPoint } from './gauges.js';

/** A gauge that answers in meters would raise no alarm, ever. */
export const checks: readonly Check[] = [
  {
    name: 'tides',
    title: 'every gauge reads whole centimeters',
    async run({ registry, placeOf, covers }, proceedings) {
      for (const { owner, value } of registry.contributions(gaugesPoint)) {
        const place = placeOf(owner);
        if (!covers(place.module)) continue;
        for (const gauge of value) {
          const level = await gauge.read();
          if (Number.isSafeInteger(level)) proceedings.held('tides/unit', null);
          else
            proceedings.found({
              rule: 'tides/unit',
              operation: null,
              place,
              message: `The gauge "${gauge.name}" reads ${level}, which is not in whole centimeters.`,
              mend: 'Convert the reading to centimeters, and round it.',
              evidence: {},
            });
        }
      }
    },
  },
];
