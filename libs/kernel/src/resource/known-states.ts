import type { FieldSpec } from '../fields/field-registry.js';

/** What to write instead of a state that isn't there. */
export function knownStates(state: FieldSpec | null | undefined): string {
  return state?.states
    ? `use one of ${state.states.join(', ')}, or add it to @State([…])`
    : 'add a field with @State([…])';
}
