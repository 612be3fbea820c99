/** A store cannot be copied to another one. The message says what to do. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}
