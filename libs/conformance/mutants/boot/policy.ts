import {
  Action,
  defineResource,
  Feature,
  Found,
  ResourceController,
  Text,
  type DeclaredResource,
  type Row,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Get, Module, type Type } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, refused, usual, type RefusedMutant } from '../authoring/index.js';

/** What is refused while the classes of a resource are being made. */
export const refusedPolicies: readonly RefusedMutant[] = [
  refused({
    name: 'sort-by-what-can-be-null',
    mistake: 'A list is sorted by a field that can be null, and would lose those rows.',
    message: /"anchors".*sorts by "remark", which can be null/,
    build: (broken) => {
      @Entity('anchors')
      class Anchor extends Item {}

      const anchors = defineResource({
        ...usual,
        path: 'anchors',
        entity: Anchor,
        list: { sort: broken ? ['remark'] : ['quantity'] },
      });
      return moduleOf(anchors, controllerOf(anchors));
    },
  }),
  refused({
    name: 'filter-outside-the-view',
    mistake: 'A list is filtered by a field that the view does not show, so its values can be guessed.',
    message: /"chains".*filters, sorts or searches by "quantity", which the view does not show/,
    build: (broken) => {
      @Entity('chains')
      class Chain extends Item {}

      const chains = defineResource({
        ...usual,
        path: 'chains',
        entity: Chain,
        view: ['id', 'name', 'createdAt', ...(broken ? [] : (['quantity'] as const))],
        list: { filter: ['quantity'], sort: ['createdAt'] },
      });
      return moduleOf(chains, controllerOf(chains));
    },
  }),
  refused({
    name: 'secret-in-the-view',
    mistake: 'A view shows a field that is classified as secret.',
    message: /"safes".*the view shows "code", which is classified as secret/,
    build: (broken) => {
      @Entity('safes')
      class Safe extends Item {
        @Text({ max: 20, classified: 'secret', example: '12-34' })
        code!: string;
      }

      const safes = defineResource({
        ...usual,
        path: 'safes',
        entity: Safe,
        view: ['id', 'name', 'status', 'createdAt', ...(broken ? (['code'] as const) : [])],
        create: [...usual.create, 'code'],
      });
      return moduleOf(safes, controllerOf(safes));
    },
  }),
  refused({
    name: 'tenant-as-an-input',
    mistake: 'The organization is among the fields that a client writes.',
    message: /Pulley\.organizationId is written by the store; remove it from "create"/,
    build: (broken) => {
      @Entity('pulleys')
      class Pulley extends Item {}

      const pulleys = defineResource({
        ...usual,
        path: 'pulleys',
        entity: Pulley,
        create: [...usual.create, ...(broken ? (['organizationId'] as const) : [])],
      });
      return moduleOf(pulleys, controllerOf(pulleys));
    },
  }),
  refused({
    name: 'state-as-an-input',
    mistake: 'The state is among the fields that a client writes, past all actions.',
    message: /Winch\.status is a state field; only actions can change it/,
    build: (broken) => {
      @Entity('winches')
      class Winch extends Item {}

      const winches = defineResource({
        ...usual,
        path: 'winches',
        entity: Winch,
        update: [...usual.create, ...(broken ? (['status'] as const) : [])],
        permissions: { ...usual.permissions, update: 'Change one' },
      });
      return moduleOf(winches, controllerOf(winches));
    },
  }),
  refused({
    name: 'own-route-on-a-verb',
    mistake: 'A standard verb is written by hand with a route of its own, which would drop its guard.',
    message: /CleatsController\.list\(\) has a route decorator/,
    build: (broken) => {
      @Entity('cleats')
      class Cleat extends Item {}

      const cleats = defineResource({
        ...usual,
        path: 'cleats',
        entity: Cleat,
      });
      if (!broken) return moduleOf(cleats, controllerOf(cleats));

      @ResourceController(cleats)
      class CleatsController {
        @Get()
        list(): Promise<object> {
          return Promise.resolve({ data: [], page: { next: null, limit: 50 } });
        }
      }
      return moduleOf(cleats, CleatsController);
    },
  }),
  refused({
    name: 'create-without-validation',
    mistake: 'A verb written by hand takes no @Input(), so nothing would validate its body.',
    message: /ShacklesController\.create\(\) has no @Input\(\) parameter/,
    build: (broken) => {
      @Entity('shackles')
      class Shackle extends Item {}

      const shackles = defineResource({
        ...usual,
        path: 'shackles',
        entity: Shackle,
      });
      if (!broken) return moduleOf(shackles, controllerOf(shackles));

      @ResourceController(shackles)
      class ShacklesController {
        create(): Shackle {
          return new Shackle();
        }
      }
      return moduleOf(shackles, ShacklesController);
    },
  }),
  refused({
    name: 'action-from-a-state-that-is-none',
    mistake: 'The state from which an action is possible is misspelt.',
    message: /Action "hooks:hang": "opne" is not a state of Hook/,
    build: (broken) => {
      @Entity('hooks')
      class Hook extends Item {}

      const hooks = defineResource({
        ...usual,
        path: 'hooks',
        entity: Hook,
        permissions: { ...usual.permissions, hang: 'Hang it' },
      });

      @ResourceController(hooks)
      class HooksController {
        @Action(hooks, 'hang', { from: broken ? 'opne' : 'open', to: 'closed' })
        hang(@Found() hook: Hook): Hook {
          return hook;
        }
      }
      return moduleOf(hooks, HooksController);
    },
  }),
  refused({
    name: 'verb-without-permission',
    mistake: 'Rows can be deleted, and no permission says by whom.',
    message: /"rivets".*declares no permission for "remove"/,
    build: (broken) => {
      @Entity('rivets')
      class Rivet extends Item {}

      const rivets = defineResource({
        ...usual,
        path: 'rivets',
        entity: Rivet,
        remove: true,
        permissions: (broken ? usual.permissions : { ...usual.permissions, remove: 'Delete one' }) as Record<
          string,
          string
        >,
      });
      return moduleOf(rivets, controllerOf(rivets));
    },
  }),
];

function controllerOf<T extends Row, P extends string>(resource: DeclaredResource<T, P>): Type {
  @ResourceController(resource)
  class PlainController {}
  return PlainController;
}

function moduleOf<T extends Row, P extends string>(resource: DeclaredResource<T, P>, controller: Type): Type {
  @Module({
    imports: [
      Feature.declare(
        { resources: [resource as unknown as DeclaredResource] },
        migrations(migrationFor(resource)),
      ),
    ],
    controllers: [controller],
  })
  class PolicyModule {}
  return PolicyModule;
}
