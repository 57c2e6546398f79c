import type { Judged } from '../judged.js';
import { declaredEffects, declaredInvariants } from './declared.js';
import type { Invariant, Thrift } from './invariant.js';
import { destinationsAgree } from './invariants/destinations.js';
import { faultsLeaveNothing } from './invariants/faultless.js';
import { workEnds } from './invariants/endless-work.js';
import { changesStayInSight } from './invariants/reach.js';
import { writesAreReadBack } from './invariants/read-back.js';
import { referencesHold } from './invariants/references.js';
import { refusalsChangeNothing } from './invariants/refusals.js';
import { noServerErrors } from './invariants/server-errors.js';
import { someOrderExplains } from './invariants/some-order.js';
import { versionsGrow } from './invariants/versions.js';

/**
 * What holds after each step of a module's sequences: in every application, and what features have declared.
 */
export function invariantsFor(judged: Judged, module: string, thrift: Thrift): readonly Invariant[] {
  const place = { module };
  return [
    noServerErrors(place),
    refusalsChangeNothing(place),
    changesStayInSight(place, declaredEffects(judged)),
    versionsGrow(place),
    referencesHold(place),
    writesAreReadBack(place),
    destinationsAgree(place),
    workEnds(place),
    ...declaredInvariants(judged),
    someOrderExplains(place, thrift),
    faultsLeaveNothing(place, thrift),
  ];
}
