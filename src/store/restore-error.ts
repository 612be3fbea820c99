/** A copy cannot become the store of a url. The message says what to do. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
}
