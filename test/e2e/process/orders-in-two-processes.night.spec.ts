import { sellFromTwoProcesses } from './two-shops.js';

sellFromTwoProcesses(80);
