/** Redis refuses to send its data. The message says what to do. */
export class RedisDumpError extends Error {
  override readonly name = 'RedisDumpError';
}
