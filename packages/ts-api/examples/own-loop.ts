/** The tutorial from scratch: a line through a thousand points, every step of mini-batch gradient descent in your hands. */
import { Dataset, ready, sgd } from 'minibatch'

await ready()

// y = 3.5 x + 1.2 + noise: x evenly in [0, 2), the noise normal with deviation 0.5.
const random = seeded(42)
const x = Float64Array.from({ length: 1000 }, () => 2 * random())
const y = x.map((x) => 3.5 * x + 1.2 + 0.5 * normal(random))
const data = Dataset.fromArrays({ x: { data: x, columns: 1 }, y, dtype: 'float64' })

// The model is two numbers, w and b; the optimizer changes them in place.
const parameters = Float64Array.of(normal(random), normal(random))
const gradient = new Float64Array(2)
const optimizer = sgd({ learningRate: 0.01 })

for (let epoch = 0; epoch < 20; epoch++) {
  for (const batch of data.batches({ batchSize: 64, shuffle: 'full', seed: 42, epoch })) {
    const [w, b] = parameters as Float64Array & [number, number]
    gradient.fill(0)
    for (let i = 0; i < batch.size; i++) {
      const error = w * batch.x[i]! + b - batch.y[i]!
      gradient[0]! += (error * batch.x[i]!) / batch.size
      gradient[1]! += error / batch.size
    }
    optimizer.step(parameters, gradient)
  }
  const [w, b] = parameters
  console.log(`Epoch ${epoch + 1}: w = ${w!.toFixed(4)}, b = ${b!.toFixed(4)}`)
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number of the standard normal distribution (Box and Muller, 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
