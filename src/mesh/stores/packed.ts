import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** A window of 4 MB finds a name again however far apart it stands: gzip's is 32 KB. */
const PARAMS = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 22 };

/** JSON in Brotli: plans of thousands of tables stay within DynamoDB's 400 KB an item. */
export function pack(value: unknown): Uint8Array {
  return brotliCompressSync(JSON.stringify(value), { params: PARAMS });
}

/** What `pack` was given. */
export function unpack<T>(bytes: Uint8Array): T {
  return JSON.parse(brotliDecompressSync(bytes).toString('utf8')) as T;
}
