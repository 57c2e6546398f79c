import {
  Allow,
  asOrganization,
  currentOrganizationId,
  defineResource,
  everything,
  Feature,
  InjectStore,
  Ref,
  ResourceController,
  where,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'include-without-row-rule',
  mistake: 'An overview adds the rows that its rows refer to, also those that the caller may not see.',
  caughtBy: 'access/hidden-row-read',
  build: (broken) => {
    @Entity('patients')
    class Patient extends Item {}

    @Entity('appointments')
    class Appointment extends Item {
      @Ref(() => Patient)
      patientId!: string;
    }

    const patients = defineResource({
      ...usual,
      path: 'patients',
      entity: Patient,
      visible: ({ caller }) => (caller.can('patients:create') ? everything : where({ status: 'closed' })),
    });
    const appointments = defineResource({
      ...usual,
      path: 'appointments',
      entity: Appointment,
      view: [...usual.view, 'patientId'],
      create: [...usual.create, 'patientId'],
    });

    @ResourceController(patients)
    class PatientsController {}

    @ResourceController(appointments)
    class AppointmentsController {}

    @Controller('v1/calendars')
    class CalendarsController {
      constructor(
        @InjectStore(Patient) private readonly patientRows: Store<Patient>,
        @InjectStore(Appointment) private readonly appointmentRows: Store<Appointment>,
      ) {}

      @Get()
      @Allow('appointments:read')
      @described(
        'read-calendar',
        listOf(exactly({ name: text, patient: { type: ['string', 'null'], maxLength: 200 } })),
      )
      async read(): Promise<object> {
        const rows = await this.appointmentRows.find({}, { limit: 100 });
        const ids = [...new Set(rows.map(({ patientId }) => patientId))];
        const find = () => this.patientRows.find({ id: ids });
        const found = broken ? await asOrganization(currentOrganizationId(), find) : await find();
        const names = new Map(found.map((one) => [one.id, one.name]));
        return { data: rows.map(({ name, patientId }) => ({ name, patient: names.get(patientId) ?? null })) };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [patients, appointments] },
          migrations(migrationFor(patients), migrationFor(appointments)),
        ),
      ],
      controllers: [PatientsController, AppointmentsController, CalendarsController],
    })
    class CalendarsModule {}
    return CalendarsModule;
  },
});
