/** Bytes of the file that each task of the kind `file` leaves: two chunks, and a piece of a third. */
export const taskFileBytes = 600_000;
