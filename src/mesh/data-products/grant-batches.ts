import { applyGrants, ENTRIES_A_CALL, type GrantFailure, type GrantItem } from '../aws/grants.ts';
import { MeshError } from '../errors.ts';
import type { Room } from './room.ts';

interface Waiting {
  item: GrantItem;
  answered(failure: GrantFailure | undefined): void;
  broken(error: unknown): void;
}

/**
 * Grants by the full call, as tables come to need them: an entry waits until a call is full, or nobody is expected any more.
 * Whoever will not come has to leave.
 */
export class GrantBatches {
  readonly #room: Room;
  readonly #expected: Set<string>;
  readonly #allCame: Promise<void>;
  #nobodyComes = () => {};
  #waiting: Waiting[] = [];
  /** Each becomes its table, or nothing where a grant was refused. */
  readonly #granting: Promise<string[]>[] = [];

  /** For these tables, each of which comes once or leaves. */
  constructor(room: Room, tables: Iterable<string>) {
    this.#room = room;
    this.#expected = new Set(tables);
    this.#allCame = new Promise((resolve) => {
      this.#nobodyComes = resolve;
    });
  }

  /** Makes the grants of a table. Throws AwsCallFailed with the first that is refused for good. */
  grant(table: string, items: readonly GrantItem[]): Promise<void> {
    const answers = items.map(
      (item) =>
        new Promise<GrantFailure | undefined>((answered, broken) => this.#waiting.push({ item, answered, broken })),
    );
    const granted = Promise.all(answers).then((failures) => {
      const failure = failures.find((one) => one !== undefined);
      if (failure) throw refused(failure);
    });
    this.#granting.push(
      granted.then(
        () => [table],
        () => [],
      ),
    );
    this.leave(table);
    return granted;
  }

  /** The table will not come, or has come. */
  leave(table: string): void {
    this.#expected.delete(table);
    while (this.#waiting.length >= ENTRIES_A_CALL) this.#send();
    if (this.#expected.size > 0) return;
    if (this.#waiting.length > 0) this.#send();
    this.#nobodyComes();
  }

  /** The tables whose grants were all made, when each has come or left. */
  async granted(): Promise<string[]> {
    await this.#allCame;
    return (await Promise.all(this.#granting)).flat();
  }

  #send(): void {
    const { mesh, meshAccountId } = this.#room;
    const batch = this.#waiting.splice(0, ENTRIES_A_CALL);
    const items = batch.map(({ item, answered }) => ({ ...item, answered }));
    applyGrants(mesh, 'grant', meshAccountId, items, ({ answered }, failure) => answered(failure)).catch((error) => {
      for (const { broken } of batch) broken(error);
    });
  }
}

/** A grant that was refused, as an error; `of` says of what. */
export function refused({ code: awsCode, reason }: GrantFailure, of = ''): MeshError<'AwsCallFailed'> {
  const awsMessage = `${of}${reason}`;
  return new MeshError('AwsCallFailed', {
    service: 'LakeFormation',
    operation: 'BatchGrantPermissions',
    awsCode,
    awsMessage,
  });
}
