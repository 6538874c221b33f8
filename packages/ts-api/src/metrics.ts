/** What an evaluation finds: numbers by their errors, classes by how often they are met. */

/** What a model predicts: numbers, or classes. */
export type Task = 'regression' | 'classification'

/** How well predicted numbers meet their targets, in the target's own units. */
export interface RegressionMetrics {
  /** Share of the targets' variance explained, at most 1; null when all targets are equal. */
  readonly r2: number | null
  /** Root of the mean squared error. */
  readonly rmse: number
  /** Mean absolute error. */
  readonly mae: number
  /** Mean Poisson deviance, with the poisson loss alone; null where a prediction is not above 0. */
  readonly poissonDeviance?: number | null
}

/** How well predicted classes meet the true ones. */
export interface ClassificationMetrics {
  /** Share of the rows whose class is predicted. */
  readonly accuracy: number
  /** Mean −log of the probability of the true class; null where the loss gives no probabilities. */
  readonly logLoss: number | null
  /** Mean of the classes' F1 (macro). */
  readonly f1: number
  /**
   * Area under the ROC curve; of more than two classes the mean of each against the rest. Null where a class is not met,
   * or is all there is.
   */
  readonly auc: number | null
}

/** The metrics of a task. */
export type MetricsOf<T extends Task> = T extends 'regression' ? RegressionMetrics : ClassificationMetrics

/** What an evaluation found. */
export interface Evaluation<T extends Task = Task> {
  /** Rows evaluated. */
  readonly rows: number
  /** Mean loss, in the units trained in. */
  readonly loss: number
  /** Of numbers in the target's own units. */
  readonly metrics: MetricsOf<T>
  /**
   * Of a classification the weight of the rows of true class i predicted as class j at `[i][j]`, in the order of the
   * model's classes; absent for numbers, and for more than 2,000 classes.
   */
  readonly confusionMatrix?: readonly (readonly number[])[]
}

/** One number for how good a model is: R² of numbers, accuracy of classes. */
export function scoreOf(metrics: RegressionMetrics | ClassificationMetrics): number | null {
  return 'accuracy' in metrics ? metrics.accuracy : metrics.r2
}
