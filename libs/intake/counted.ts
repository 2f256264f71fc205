/** Counts the bytes of a stream as they pass. */
export function counted(from: AsyncIterable<Uint8Array>): {
  readonly chunks: AsyncGenerator<Uint8Array>;
  readonly read: () => number;
} {
  let bytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of from) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: pass(), read: () => bytes };
}
