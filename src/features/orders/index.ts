export { OrdersModule } from './orders.module.js';
export { OrderCancelled, OrderFulfilled, OrderPaid, OrderPlaced } from './orders.events.js';
