import { defineJob, defineSchedule, Flag, Identifier } from '@keelson/kernel';

export class NoPayload {}

export class ClosedOrganization {
  @Identifier()
  organizationId!: string;

  /** The look a day after the organization itself was deleted. */
  @Flag({ fallback: false })
  isLate!: boolean;
}

/** Finds closed organizations whose data is due, and enqueues {@link deleteData} for each. */
export const findClosed = defineJob('organizations.find-closed', NoPayload);

/** Deletes everything that a closed organization has. Repeats until nothing is left, so many attempts do no harm. */
export const deleteData = defineJob('organizations.delete-data', ClosedOrganization, { attempts: 20 });

export const findingOfClosed = defineSchedule('organizations.find-closed', {
  job: findClosed,
  payload: {},
  everySeconds: 3_600,
  missed: 'once',
});
