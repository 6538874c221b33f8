/**
 * A classifier on a real table: read, split with every class in proportion, fitted, and tested on rows it never saw. The
 * columns are standardised by the core, and the model takes raw rows.
 */
import { Dataset, LogisticRegression } from 'minibatch'

const file = new URL('../../../fixtures/tables/wine.csv', import.meta.url)
const data = await Dataset.fromCsv(file, { target: 'target' })
const { train, test } = data.split({ test: 0.3, stratify: true, seed: 1 })

const model = new LogisticRegression({ seed: 1 })
await model.fit(train)

const { accuracy, f1 } = model.evaluate(test).metrics
console.log(`Classes ${model.classes.join(', ')}`)
console.log(`Accuracy ${accuracy.toFixed(3)} and F1 ${f1.toFixed(3)} on ${test.rows} rows`)
