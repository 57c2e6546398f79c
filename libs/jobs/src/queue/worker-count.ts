/** How many workers this process will run; known before the connections of the queue are opened for them. */
export abstract class WorkerCount {
  abstract readonly size: number;
}
