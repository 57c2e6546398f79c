import { Action, Found, ResourceController } from '@keelson/kernel';
import { Ticket } from './ticket.entity.js';
import { tickets } from './tickets.resource.js';

@ResourceController(tickets)
export class TicketsController {
  @Action(tickets, 'close', { from: 'open', to: 'closed' })
  close(@Found() ticket: Ticket): Ticket {
    return ticket;
  }
}
