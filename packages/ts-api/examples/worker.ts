/**
 * Training in a worker: the names of `minibatch`, imported from `minibatch/worker`. A page (or a server) goes on meanwhile,
 * and the model that comes back predicts synchronously. The same program runs in a browser and in Node.
 */
import { Dataset, LinearRegression } from 'minibatch/worker'

// In a page: a file the user chose, <input type="file">. The worker reads it.
const lines = Array.from({ length: 2000 }, (_, i) => `${i % 50},${i % 7},${3 * (i % 50) - 2 * (i % 7) + 10}`)
const file = new Blob([`area,age,price\n${lines.join('\n')}\n`])

const data = await Dataset.fromCsv(file, { target: 'price', name: 'houses.csv' })
const { train, test } = await data.split({ test: 0.2, seed: 1 })

let turns = 0
const clock = setInterval(() => turns++, 1)
const model = new LinearRegression({ seed: 1 })
const history = await model.fit(train, { onEpoch: ({ number }) => number % 10 === 0 && console.log(`Epoch ${number}`) })
clearInterval(clock)

const { metrics } = await test.evaluate(model)
console.log(`${history.length} epochs, R² ${metrics.r2?.toFixed(4)}; meanwhile ${turns} turns of a clock`)
console.log(`A house of 30 square metres, 2 years old: ${model.predict({ area: 30, age: 2 }).toFixed(1)}`)
