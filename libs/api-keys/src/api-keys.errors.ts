import { defineError } from '@keelson/kernel';

export const notYourKey = defineError(
  'api_keys.not_yours',
  'forbidden',
  'A key that acts as a person is made by that person',
);

export const tooManyKeys = defineError(
  'api_keys.too_many',
  'unprocessable',
  'There is the maximum number of API keys',
);
