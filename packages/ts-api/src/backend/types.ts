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
  /** The rate of a schedule. JSON: `{ schedule, learningRate, step, epoch, steps, epochs }`, the last two as planned. */
  rate(momentJson: string): number
  /** Scales a gradient whose norm is above the limit down to it, in place; gives the norm before. */
  clipNormFloat32(gradient: Float32Array, limit: number): number
  clipNormFloat64(gradient: Float64Array, limit: number): number
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
    /** Native only: rows of a prepared file, in memory where they fit so many bytes. */
    fromPrepared?(path: string, memory?: number): Examples
  }
  /**
   * Native only: encoded rows on their way to a file, `{ path }` or `{ directory }` for one without a name. Options: schema
   * `EncodeOptions`; rows are encoded as those of `learnt` where they are given.
   */
  Preparation?: new (table: Table, optionsJson: string, placeJson: string, learnt?: Examples) => Preparation
  Session: {
    new (configJson: string, examples: Examples): Session
    /** Goes on from a checkpoint over the rows it was taken over. */
    resume(bytes: Uint8Array, examples: Examples): Session
  }
  /** Native only: `{ available: true, device: { name, capability, multiprocessors, memory, driver } }` or `{ available: false, reason }`. */
  cudaInfo?(): string
  Model: { fromBytes(bytes: Uint8Array): Model }
  /** JSON: `{ inputs, outputs, hidden, dtype }`. */
  Network: new (optionsJson: string) => Network
  /** An optimizer's options, or its name as JSON. */
  Optimizer: new (optionsJson: string) => Optimizer
  /** JSON: `{ bytes, threads?, numerics? }`, bytes from 65,536 to 2^30. */
  Roof: new (optionsJson: string) => Roof
}

/** What this machine can do at most; the caller holds the clock. */
export interface Roof {
  /** Threads that read and compute. */
  threads(): number
  /** Reads the memory once, in order; gives the bytes. */
  read(): number
  /** Multiplies and adds so many rounds on each thread; gives the operations. */
  compute(rounds: number): number
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
  /**
   * Texts of one column, appended by their numbers in a dictionary whose texts come as `pushText` takes them; a number
   * without a text, such as 2^32 − 1, is missing.
   */
  pushCoded(column: number, joined: string, ends: Uint32Array, codes: Uint32Array): void
  finish(): Table
}

/** Native only: encoded rows on their way to a file. */
export interface Preparation {
  /** Writes the next rows; gives how many rows of the table are done. */
  advance(): number
  /** Writes what is left; the rows are then in memory where they fit so many bytes. */
  finish(memory?: number): Examples
  /** Removes what was written, unless it is finished. */
  cancel(): void
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
  /**
   * The rows, copied, with the cells of one column permuted among them. Options: `{ column, seed, repeat }`, the column's
   * number among those that the encoder takes, or the feature's of plain arrays.
   */
  permuted(optionsJson: string): Examples
  /** JSON: `{ batchSize, features, targets, dtype, weighted }` for `{ batchSize, shuffle, dropLast, seed }`. */
  describeBatches(optionsJson: string): string
  /**
   * Numbers of the rows of an epoch, from 0, batch after batch, to the start of `into` (n); gives how many they are.
   * `order` takes the place of the order drawn.
   */
  epochRows(optionsJson: string, epoch: number, into: Uint32Array, order?: Uint32Array): number
  /** Copies rows of "x", "y" or "weight" into an array of their dtype. */
  takeFloat32(part: string, rows: Uint32Array, into: Float32Array): void
  takeFloat64(part: string, rows: Uint32Array, into: Float64Array): void
}

/** A network whose parameters, in logical order, are the caller's. */
export interface Network {
  /** The parameters that a run with this seed starts from. */
  initialParameters(seed: number): Float64Array
  /** What the next gradients are of. JSON: `{ loss, l2, clipNorm, clipValue, seed }`, the seed that of dropout. */
  configure(optionsJson: string): void
  /** The step, from 0, whose dropout is drawn next. */
  setStep(step: number): void
  /** Gives the mean loss of these rows; the gradient must share no memory with the parameters. */
  lossAndGradientFloat32(examples: Examples, rows: Uint32Array, parameters: Float32Array, gradient: Float32Array): number
  lossAndGradientFloat64(examples: Examples, rows: Uint32Array, parameters: Float64Array, gradient: Float64Array): number
  /** The same over plain arrays, which are set first: x (m,d), y (m,k), weight (m). */
  setArraysFloat32(x: Float32Array, y: Float32Array, weight?: Float32Array): void
  setArraysFloat64(x: Float64Array, y: Float64Array, weight?: Float64Array): void
  lossAndGradientOfArraysFloat32(parameters: Float32Array, gradient: Float32Array): number
  lossAndGradientOfArraysFloat64(parameters: Float64Array, gradient: Float64Array): number
  /** Raw predictions (m,k) of rows x (m,d), into `out`, which shares no memory with them. */
  forwardFloat32(parameters: Float32Array, x: Float32Array, out: Float32Array): void
  forwardFloat64(parameters: Float64Array, x: Float64Array, out: Float64Array): void
  weightsHashFloat32(parameters: Float32Array): string
  weightsHashFloat64(parameters: Float64Array): string
}

/** An optimizer whose parameters are the caller's. */
export interface Optimizer {
  /** A step in place, at its own rate where none is given; the gradient must share no memory with the parameters. */
  stepFloat32(parameters: Float32Array, gradient: Float32Array, rate?: number): void
  stepFloat64(parameters: Float64Array, gradient: Float64Array, rate?: number): void
  /** Steps done, then the other numbers it remembers. */
  numbers(): Float64Array
  /** The buffers it remembers, joined, each as long as the parameters. */
  buffersFloat32(): Float32Array
  buffersFloat64(): Float64Array
  restoreFloat32(parameters: number, buffers: Float32Array, numbers: Float64Array): void
  restoreFloat64(parameters: number, buffers: Float64Array, numbers: Float64Array): void
}

/** One training run. */
export interface Session {
  /** Rows evaluated after every epoch, never trained on. */
  setValidation(examples: Examples): void
  /** The loss over those rows as the run stands; undefined, or null from the addon, without any. */
  validationLoss(): number | null | undefined
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
  /**
   * JSON: `{ layers: [{ inputs, units, activation, dropout }], parameters, simd, threads, bytes: { … }, backend? }`; native
   * only: backend, `{ kind: "native" | "cuda", device?, reason?, measured? }`.
   */
  describe(): string
  /** The run as it stands: a file that opens as a model too. */
  checkpoint(): Uint8Array
  /**
   * Native only, before the first step: what takes the steps, "native", "cuda", or "auto" for the faster one, found out by
   * the run's own first steps where it is long enough.
   */
  setBackend?(choice: string): void
  /** Trains on other rows from the next epoch on, as `partialFit` does: the same columns, any number of rows. */
  setRows(examples: Examples): void
}

/** Native only: the run on the parked worker thread. Events: ("progress" | "done" | "aborted" | "error", json). */
export interface NativeSession extends Session {
  setBackend(choice: string): void
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
  /** Raw rows that hold the target, encoded as those that the model was trained on. */
  encode(table: Table): Examples
}
