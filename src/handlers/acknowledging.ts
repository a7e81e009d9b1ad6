/** Has the work acknowledge when it can, or acknowledges after it: once in any case. */
export async function acknowledging(
  ack: () => Promise<unknown>,
  work: (acked: () => Promise<void>) => Promise<void>,
): Promise<void> {
  let done = false;
  const once = async () => {
    if (done) return;
    done = true;
    await ack();
  };
  try {
    await work(once);
  } finally {
    await once();
  }
}
