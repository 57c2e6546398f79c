import { defineError } from '@keelson/kernel';

export const noBerth = defineError('boats.no_berth', 'conflict', 'All berths are in use');
