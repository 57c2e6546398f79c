import { RefusedSignIns } from '@keelson/identity/ports';
import type { Answer, RequestOptions, SignedIn, TestApp } from '../app.js';
import { startApp } from '../app.js';
import { BerthsModule } from '../features/berths/index.js';
import { guideModules } from '../features/guide.js';
import { assertForPeople } from '../for-people.js';
import { keptContract } from '@keelson/testing/judge';
import { validBody, type Body } from './example-bodies.js';
import { mountedRoutes, type MountedRoute } from './mounted-routes.js';
import { openTwoOrganizations, type TwoOrganizations } from './two-organizations.js';

/** What a body of the walk may hold, in bytes. */
export const bodyLimit = 20_000;

/** An application with all features and two organizations, and its routes, each to be sent what it takes, or all else. */
export class RouteWalk {
  private constructor(
    readonly app: TestApp,
    readonly world: TwoOrganizations,
    private readonly operator: SignedIn,
    readonly routes: readonly MountedRoute[],
  ) {}

  static async open(): Promise<RouteWalk> {
    const app = await startApp({
      modules: [...guideModules, BerthsModule],
      environment: {
        BODY_LIMIT_BYTES: String(bodyLimit),
        SIGN_IN_LIMIT_PER_MINUTE: '100000',
        // Rows are counted before and after: nothing works in the background meanwhile.
        ROLE: 'api',
      },
      // They are written some time after their answer: into the counts of other requests.
      override: (builder) =>
        builder
          .overrideProvider(RefusedSignIns)
          .useValue({ note: () => undefined } satisfies Partial<RefusedSignIns>),
      heard: (...exchange) => {
        keptContract(...exchange);
        assertForPeople(exchange[4]);
      },
    });
    return new RouteWalk(app, await openTwoOrganizations(app), await app.operator(), mountedRoutes(app));
  }

  guarded(): MountedRoute[] {
    return this.routes.filter(({ rule }) => rule?.kind !== 'public');
  }

  writing(): MountedRoute[] {
    return this.routes.filter(({ verb }) => verb !== 'GET');
  }

  /** Routes whose body is a class of fields; the token endpoint keeps to RFC 6749, which ignores what it doesn't know. */
  withInput(): MountedRoute[] {
    return this.writing().filter(({ input, path }) => input !== null && path !== '/v1/auth/token');
  }

  ofOneRow(): MountedRoute[] {
    return this.routes.filter(({ path, resource }) => resource && path.includes('{id}'));
  }

  /** The route's own address: of the owner's row, where it is about one. */
  address(route: MountedRoute): string {
    return route.resource && route.path.includes('{id}')
      ? route.at(this.world.rowOf(this.world.owner, route.resource))
      : route.at();
  }

  body({ input, resource }: MountedRoute): Body {
    return input ? validBody(input, this.world.referencesOf(this.world.owner), resource?.entity) : {};
  }

  /** Sent by somebody who may call the route. */
  send(route: MountedRoute, options: RequestOptions, url = this.address(route)): Promise<Answer> {
    const { token } = route.rule?.kind === 'operator' ? this.operator : this.world.owner;
    return this.app.http(route.verb, url, { token, ...options });
  }
}
