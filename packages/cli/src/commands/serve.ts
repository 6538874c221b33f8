import { type Command, InvalidArgumentError, Option } from 'commander'
import { bytesOf, wholeOf } from '../quantity.js'
import type { ServeFlags } from '../serve.js'
import type { Terminal } from '../terminal.js'
import { addOutputFlags } from './data.js'
import { buildFlag } from './model.js'

const EPILOGUE = `
POST /predict   one row as a JSON object gives its prediction, an array of rows an
                array, as 'minibatch predict' would; null or a name left out of some
                rows is a missing cell. ?probability gives each row an object with the
                probability of each class
GET /           the model: its columns, classes, an example row, its hash, the limits
GET /health     {"status": "ok"}; status 503 while it stops
GET /metrics    for Prometheus

An error is {"error": {"code", "message", "details"}}: 400 no JSON, 404, 405,
408 too slow, 413 too large, 415 not application/json, 422 rows that do not fit the
model, 503 stopping.

It listens on this machine alone unless --host says otherwise, and knows no
passwords: put it behind a proxy that does. Ctrl-C or SIGTERM finishes the requests
that run and ends with 0.

Examples:
  $ minibatch serve houses.safetensors
  $ curl localhost:8080
  $ curl localhost:8080/predict -H 'content-type: application/json' \\
      -d '{"area": 120, "rooms": 4, "city": "Bern"}'
  $ minibatch serve iris.safetensors --port 0 --json | jq -r .url`

/** `minibatch serve MODEL`. */
export function addServe(program: Command, terminal: Terminal): void {
  const command = program
    .command('serve')
    .summary('Answer predictions of a saved model over HTTP')
    .description('Answers predictions of a saved model over HTTP: JSON in, JSON out.')
    .usage('MODEL [options]')
    .argument('<model>', 'Model file written by train --out')
    .option('--host <name>', 'Address to listen on; 0.0.0.0 is every one of this machine', '127.0.0.1')
    .addOption(new Option('--port <n>', 'Port; 0 takes a free one, which is printed').argParser(portOf).default(8080))
    .addOption(
      new Option('--max-body <size>', 'Largest body of a request: 512KB, 4MB').argParser((text) => bytesOf('--max-body', text)).default(1 << 20, '1MB'),
    )
    .addOption(
      new Option('--max-rows <n>', 'Most rows in a request').argParser((text) => wholeOf('--max-rows', text, [1, 1_000_000])).default(10_000),
    )
    .addOption(
      new Option('--timeout <seconds>', 'Longest time a request may take to arrive, and the requests that run may take once it stops')
        .argParser((text) => wholeOf('--timeout', text, [1, 3600]))
        .default(30),
    )
    .addOption(buildFlag())
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (model: string, flags: ServeFlags) => {
    const { serve } = await import('../serve.js')
    await serve(model, flags, terminal)
  })
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw new InvalidArgumentError(`--port takes a whole number from 0 to 65535; got '${text}'.`)
}
