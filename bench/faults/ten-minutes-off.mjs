// Loaded before the bot (`node --import`): its clock is ten minutes fast, and everybody else's is right.
const OFF_MS = 600_000;
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + OFF_MS);
    else super(...given);
  }
  static now() {
    return Right.now() + OFF_MS;
  }
};
