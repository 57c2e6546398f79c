import { defineError } from '@keelson/kernel';

export const notYourKey = defineError(
  'api_keys.not_yours',
  'forbidden',
  'You cannot create a key that acts as another person',
);

export const tooManyKeys = defineError(
  'api_keys.too_many',
  'unprocessable',
  'The maximum number of API keys is reached',
);
