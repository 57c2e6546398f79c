/** A mail that may not be sent, whenever it is tried: the job that sends it ends. The message names the part, never its value. */
export class InvalidMailError extends TypeError {
  override readonly name = 'InvalidMailError';
  readonly permanent = true;
}
