// Writes fixtures/tutorial.bin from the tutorial's golden run, so that the package carries 56 kB instead of its JSON:
// Float64 w0, b0, x[1000], y[1000], then Uint16 orders[20][1000], little-endian.
// node packages/cli/scripts/write-tutorial-data.mjs fixtures/golden/tutorial.json
import { readFileSync, writeFileSync } from 'node:fs'

const { w0, b0, x, y, orders } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const numbers = Float64Array.of(w0, b0, ...x, ...y)
const rows = Uint16Array.from(orders.flat())
const target = new URL('../fixtures/tutorial.bin', import.meta.url)
writeFileSync(target, Buffer.concat([Buffer.from(numbers.buffer), Buffer.from(rows.buffer)]))
