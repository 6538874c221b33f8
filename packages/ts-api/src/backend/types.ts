/**
 * The structural contract both binaries meet: the classes that `node.rs` (napi-rs) and `wasm.rs` (wasm-bindgen)
 * forward to `session.rs`. Only this folder knows which binary runs. Every JSON string is strict; every method may
 * throw an Error whose message is the JSON of a core error: `{ code, message, details? }`.
 */
export interface Core {
  /** JSON: `{ kind: "native" | "wasm", simd, levels, threads, numerics, version }`. */
  info(): string
  /**
   * JSON `{ r2, rmse, mae }` of numbers (n, outputs) row-major; weights (n) or undefined, as for the two below. All three
   * check lengths and ranges.
   */
  regressionMetrics(truth: Float64Array, predicted: Float64Array, outputs: number, weight?: Float64Array): string
  /**
   * JSON of one metric of labels, numbered as in `labels`; of the confusion matrix `{ classes, matrix }`. Options:
   * `{ metric: "accuracy" | "f1" | "confusionMatrix", labels, classes }`, classes null for those that are met.
   */
  labelMetrics(truth: Uint32Array, predicted: Uint32Array, optionsJson: string, weight?: Float64Array): string
  /**
   * The same of labels and scores (n, columns) row-major: 1 column for the second of two classes, or one a class. Options:
   * `{ metric: "logLoss" | "rocAuc" | "calibration", labels, classes, columns, bins? }`.
   */
  scoreMetrics(truth: Uint32Array, scores: Float64Array, optionsJson: string, weight?: Float64Array): string
  TableReader: new (optionsJson: string) => TableReader
  Table: unknown
  Examples: {
    /** Learns an encoder from the rows of the table and encodes them. Options: schema `EncodeOptions`. */
    fromTable(table: Table, optionsJson: string): Examples
    /** Encodes a table with the encoder another one learnt (validation rows). */
    fromTableLike(table: Table, learnt: Examples): Examples
    /**
     * X row-major (n, columns), y (n, k) row-major, weight (n) or undefined. Options: `{ columns, classes }`, classes
     * null for numbers, "met" for the classes that are met, or their names.
     */
    fromFloat32(x: Float32Array, y: Float32Array, optionsJson: string, weight?: Float32Array): Examples
    fromFloat64(x: Float64Array, y: Float64Array, optionsJson: string, weight?: Float64Array): Examples
  }
  Session: {
    new (configJson: string, examples: Examples): Session
    /** Goes on from a checkpoint over the rows it was taken over. */
    resume(bytes: Uint8Array, examples: Examples): Session
  }
  Model: { fromBytes(bytes: Uint8Array): Model }
}

/** A table being read: CSV bytes as they come, or columns piece by piece. */
export interface TableReader {
  /** CSV or TSV text, UTF-8, cut anywhere. */
  pushBytes(bytes: Uint8Array): void
  /** Rows read so far. */
  rows(): number
  /** For columns instead of bytes: their names first, as a JSON array. */
  setNames(namesJson: string): void
  /** Numbers of one column, appended; NaN is missing. */
  pushNumbers(column: number, values: Float64Array): void
  /** Texts of one column, appended: all cells joined, and the end of each in UTF-16 code units; an empty text is missing. */
  pushText(column: number, joined: string, ends: Uint32Array): void
  finish(): Table
}

/** Columns with inferred types. */
export interface Table {
  rows(): number
  /** JSON: `{ name, rows, columns: [{ name, type: "number" | "text" | "date", missing, distinct, … }] }`. */
  describe(): string
  /** JSON: texts of so many cells of a column from a row of this selection on, null where missing. */
  texts(column: string, from: number, count: number): string
  /** The rows of one part of a seeded split. `{ test: 0.2, seed, stratify?: column, shuffle?: true }`; part: "train" | "test". */
  part(part: string, optionsJson: string): Table
  /** The rows of one part of a fold, "train" | "test". Options: schema `FoldOptions`, and `EncodeOptions` for the target. */
  fold(part: string, optionsJson: string, encodeJson: string): Table
}

/** An encoded matrix with its targets. */
export interface Examples {
  rows(): number
  features(): number
  /** JSON: `{ rows, features, outputs, dtype, classes, names, droppedRows, report: [...], warnings: [...], encoder | null }`. */
  describe(): string
  part(part: string, optionsJson: string): Examples
  /** The rows of one part of a fold, "train" | "test". Options: schema `FoldOptions`. */
  fold(part: string, optionsJson: string): Examples
}

/** One training run. */
export interface Session {
  /** Rows evaluated after every epoch, never trained on. */
  setValidation(examples: Examples): void
  setParameters(values: Float64Array): void
  /** Orders of the epochs, joined: each n row numbers. */
  setOrders(rows: Uint32Array): void
  /** JSON of the settled options: written out as a config they give the same run. */
  plan(): string
  /**
   * What the run should reach, counted from now: `{ epochs?, steps?, seconds? }`, whichever comes first; without epochs
   * and steps at most the planned end. With seconds at least one step is taken.
   */
  setGoal(goalJson: string): void
  /**
   * Takes at most so many steps, at most to the end of the epoch; gives the steps taken, 0 when the goal is reached. The
   * first ones may choose the penalty: they count for no goal or epoch.
   */
  advance(maxSteps: number): number
  /** Ends the epoch under way where it stands, with a record of the rows it had; nothing where it had none. */
  cutEpoch(): void
  /** JSON array of epoch records from the given index: `{ number, loss, learningRate, steps, rows, seconds, rowsPerSecond, validation?: { loss } }`. */
  history(from: number): string
  /** JSON: `{ step, epoch, finished, stoppedEarly, loss, learningRate, noiseScale }`, the last three of the latest steps. */
  state(): string
  /** All parameters in logical order. */
  parameters(): Float64Array
  weightsHash(): string
  model(): Model
  /** JSON: `{ layers: [{ inputs, units, activation, dropout }], parameters, simd, threads, bytes: { … } }`. */
  describe(): string
  /** The run as it stands: a file that opens as a model too. */
  checkpoint(): Uint8Array
  /** Trains on other rows from the next epoch on, as `partialFit` does: the same columns, any number of rows. */
  setRows(examples: Examples): void
}

/** Native only: the run on the parked worker thread. Events: ("progress" | "done" | "aborted" | "error", json). */
export interface NativeSession extends Session {
  start(onEvent: (kind: string, json: string) => void): void
  cancel(): void
}

/** A trained model: parameters, shapes, encoder. */
export interface Model {
  toBytes(): Uint8Array
  /** JSON: the file's metadata, with `coefficients`, `intercept`, `standardizedCoefficients`, `features`, `weightsHash`. */
  describe(): string
  parameters(): Float64Array
  /** X row-major (m, columns) → predictions (m, k), in the target's own units. */
  predictFloat32(x: Float32Array, columns: number): Float32Array
  predictFloat64(x: Float64Array, columns: number): Float64Array
  /** Raw rows → one prediction a row (n), in the target's own units. */
  predictTable(table: Table): Float64Array
  /** Rows already encoded, or plain arrays → one prediction a row (n), in the target's own units. */
  predictExamples(examples: Examples): Float64Array
  /** Probabilities (m, classes), row-major, as the four of `predict…`. */
  predictProbabilityFloat32(x: Float32Array, columns: number): Float32Array
  predictProbabilityFloat64(x: Float64Array, columns: number): Float64Array
  predictProbabilityTable(table: Table): Float64Array
  predictProbabilityExamples(examples: Examples): Float64Array
  /**
   * JSON: `{ rows, loss, metrics: { r2, rmse, mae } | { accuracy, logLoss, f1, auc }, confusionMatrix? }`, numbers in the
   * target's own units.
   */
  evaluate(examples: Examples): string
  /** The same from raw rows that hold the target. */
  evaluateTable(table: Table): string
}
