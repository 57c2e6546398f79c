import { WholeNumberSetting } from '@keelson/kernel';

/** How long what happened can be read. */
export class EventsSettings {
  @WholeNumberSetting({
    variable: 'EVENT_RETENTION_DAYS',
    min: 1,
    max: 3_650,
    default: '30',
    description:
      'How long events stay in the event log, in days. Events that a subscriber has not handled yet are kept longer.',
  })
  keptDays!: number;
}
