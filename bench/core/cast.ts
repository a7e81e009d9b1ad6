/** Accounts that the stand-in for the lake knows. */
export const MESH = '555555555555';
export const PRODUCER = '111111111111';
export const CONSUMER = '999999999999';
export const REGION = 'us-east-1';
/** A database of the producer's own, and what it is called in the mesh. */
export const SOURCE = 'shop';
export const SHARED = `${SOURCE}-${PRODUCER}`;
