import { defineError } from '@keelson/kernel';

export const mixedCurrencies = defineError(
  'orders.mixed_currencies',
  'unprocessable',
  'An order must have a single currency',
);
export const totalTooLarge = defineError('orders.total_too_large', 'unprocessable', 'The total is too large');
export const wrongAmount = defineError(
  'orders.wrong_amount',
  'unprocessable',
  'The payment does not match the order',
);
