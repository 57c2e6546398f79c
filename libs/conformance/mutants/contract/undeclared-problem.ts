import { Action, defineError, defineResource, Feature, Found, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

const signedAlready = defineError('policies.signed', 'unprocessable', 'The policy is signed already');

export default mutant({
  name: 'undeclared-problem',
  mistake: 'An action refuses with an error that its document does not name.',
  caughtBy: 'contract/undeclared-problem',
  build: (broken) => {
    @Entity('policies')
    class Policy extends Item {}

    const policies = defineResource({
      ...usual,
      path: 'policies',
      entity: Policy,
      permissions: { ...usual.permissions, sign: 'Sign a policy' },
    });

    @ResourceController(policies)
    class PoliciesController {
      @Action(policies, 'sign', broken ? {} : { fails: [signedAlready] })
      sign(@Found() policy: Policy): Policy {
        if (policy.remark === 'signed') throw signedAlready({ detail: 'Once is enough.' });
        return Object.assign(policy, { remark: 'signed' });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [policies] }, migrations(migrationFor(policies)))],
      controllers: [PoliciesController],
    })
    class PoliciesModule {}
    return PoliciesModule;
  },
});
