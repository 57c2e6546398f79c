import { sellFromTwoProcesses } from './two-shops.js';

// More than the two pools have connections; the night has 80 (orders-in-two-processes.night.spec.ts).
sellFromTwoProcesses(24);
