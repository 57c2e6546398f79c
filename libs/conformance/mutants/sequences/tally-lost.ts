import {
  defineResource,
  InjectStore,
  Input,
  Integer,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'tally-lost',
  mistake:
    'A ballot is locked, but its votes are counted up from what was read before: of two votes at the same time, one is lost.',
  caughtBy: 'sequences/race',
  build: (broken) => {
    @Entity('ballots')
    class Ballot extends Item {
      @Integer({ max: 1_000_000, example: 0 })
      votes!: number;
    }

    @Entity('votes')
    class Vote extends Item {
      @Ref(() => Ballot)
      ballotId!: string;
    }

    const ballots = defineResource({
      ...usual,
      path: 'ballots',
      entity: Ballot,
      view: [...usual.view, 'votes'],
    });
    const votes = defineResource({
      ...usual,
      path: 'votes',
      entity: Vote,
      view: [...usual.view, 'ballotId'],
      create: ['name', 'quantity', 'ballotId'],
    });

    @ResourceController(ballots)
    class BallotsController {
      constructor(@InjectStore(Ballot) private readonly rows: Store<Ballot>) {}

      create(@Input() input: Pick<Ballot, 'name' | 'quantity' | 'remark'>): Promise<Ballot> {
        return this.rows.insert({ ...input, votes: 0 });
      }
    }

    @ResourceController(votes)
    class VotesController {
      constructor(
        @InjectStore(Ballot) private readonly all: Store<Ballot>,
        @InjectStore(Vote) private readonly rows: Store<Vote>,
      ) {}

      async create(@Input() input: Pick<Vote, 'name' | 'quantity' | 'ballotId'>): Promise<Vote> {
        const seen = await this.all.get(input.ballotId);
        const [ballot = seen] = await this.all.lock([input.ballotId]);
        ballot.votes = (broken ? seen : ballot).votes + 1;
        await this.all.save(ballot);
        return this.rows.insert({ ...input });
      }
    }

    return featureOf('BallotsModule', {
      resources: [ballots, votes],
      controllers: [BallotsController, VotesController],
    });
  },
});
