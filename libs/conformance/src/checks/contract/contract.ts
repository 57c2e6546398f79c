import type { Check } from '../../check.js';
import { contractOf } from '../../contract/published-contract.js';
import { Asking } from '../access/asking.js';
import { concurrently } from '../concurrently.js';
import { judgeInputs } from './inputs.js';
import { judgeMassAssignment } from './mass-assignment.js';
import { judgeParameters } from './parameters.js';
import { validRequest } from './requests.js';

/** The document is what happens, both ways: what it allows is taken, what it does not is refused and says where. */
export const contract: Check = {
  name: 'contract',
  title: 'requests and responses match the OpenAPI document',
  async run(judged, proceedings) {
    const asking = new Asking(judged, proceedings, 'contract');
    const published = contractOf(judged.document);
    const newcomer = await judged.subject.openOrganization();
    await concurrently(judged.operations, async (operation) => {
      // The witness of all exchanges compares it.
      const inquiry = await validRequest(asking, operation);
      await asking.send(inquiry);
      // Sums and counts of nothing are another answer than those of rows.
      if (operation.method === 'GET' && inquiry.person) await asking.send({ ...inquiry, person: newcomer });
    });
    await judgeParameters(asking, published);
    await judgeInputs(asking, published);
    await judgeMassAssignment(asking);
  },
};
