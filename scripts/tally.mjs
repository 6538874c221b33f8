// The count behind the last line of `npm test`: what passed, what failed, and what was not run and why.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root, say } from './process.mjs'

export class Tally {
  passed = 0
  failed = 0
  failures = []
  notRun = []

  /** One check that passed or failed as a whole. */
  check(name, passed) {
    this.add(name, passed ? 1 : 0, passed ? 0 : 1)
  }

  /** `failures` names each failed test and says why: the end of a long log is what its reader sees first. */
  add(name, passed, failed, failures = []) {
    this.passed += passed
    this.failed += failed
    if (failed > 0) this.failures.push(`${name}: ${failed} failed`, ...failures.map((failure) => `  ${failure}`))
    say(`-- ${name}: ${passed} passed, ${failed} failed`)
  }

  /** Something this machine cannot run. Printed with its reason; neither passed nor failed. */
  skip(name, reason) {
    const line = `${name}: ${reason}`
    if (!this.notRun.includes(line)) this.notRun.push(line)
  }

  /** cargo's `test result:` lines. A run that ends badly without a failed test did not compile: one failure. */
  addCargo(name, { code, output }) {
    let [passed, failed] = [0, 0]
    for (const [, ok, bad] of output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed;/gm)) {
      passed += Number(ok)
      failed += Number(bad)
    }
    for (const [, test, reason] of output.matchAll(/^test (.+) \.\.\. ignored(?:, (.*))?$/gm)) {
      this.skip(test, reason ?? 'ignored without a reason')
    }
    this.addNotRunLines(output)
    const failures = [...output.matchAll(/^test (.+) \.\.\. FAILED$/gm)].map(([, test]) => test)
    this.add(name, passed, Math.max(failed, code === 0 ? 0 : 1), failures)
  }

  /** vitest's JSON report. A file that does not load, or an error outside a test, is a failure too. */
  addVitest(name, { code, output }, report) {
    this.addNotRunLines(output)
    if (!existsSync(report)) return this.check(name, false)
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    for (const test of testResults.flatMap((file) => file.assertionResults)) {
      if (test.status === 'pending' || test.status === 'skipped' || test.status === 'todo') {
        this.skip(test.fullName, 'skipped by the test')
      }
    }
    const failed = Math.max(numFailedTests + unloaded, code === 0 ? 0 : 1)
    this.add(name, numPassedTests, failed, testResults.flatMap(failuresOf))
  }

  /** unittest's summary: `Ran 5 tests`, then `OK` or `FAILED (failures=1, errors=2, skipped=1)`. */
  addPython(name, { code, output }) {
    const count = (pattern) => Number(output.match(pattern)?.[1] ?? 0)
    const bad = count(/failures=(\d+)/) + count(/errors=(\d+)/)
    const ran = count(/^Ran (\d+) tests?/m)
    for (const [, test, reason] of output.matchAll(/^(\w+) .*\.\.\. skipped '(.*)'$/gm)) this.skip(test, reason)
    const failures = [...output.matchAll(/^(?:FAIL|ERROR): (.+)$/gm)].map(([, test]) => test)
    this.add(name, Math.max(ran - bad - count(/skipped=(\d+)/), 0), Math.max(bad, code === 0 ? 0 : 1), failures)
  }

  /** A test that cannot run a part of itself prints `not run: WHAT: WHY` on a line of its own. */
  addNotRunLines(output) {
    for (const [, what, why] of output.matchAll(/^not run: ([^:\n]+): (.+)$/gm)) this.skip(what, why)
  }

  /** Prints the end of the run, its last line `N passed, N failed`; gives the exit code. */
  finish() {
    for (const line of this.notRun) say(`not run: ${line}`)
    for (const line of this.failures) say(`FAILED ${line}`)
    process.stdout.write(`${this.passed} passed, ${this.failed} failed\n`)
    return this.failed > 0 || this.passed === 0 ? 1 : 0
  }
}

/** The failed tests of one file of vitest's report, each with the first lines of its reason. */
function failuresOf({ name, message, status, assertionResults }) {
  const file = relative(root, name)
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (status === 'failed' && failed.length === 0) return [`${file}: ${firstLines(message)}`]
  return failed.map((test) => `${file}: ${test.fullName}: ${firstLines(test.failureMessages.join('\n'))}`)
}

function firstLines(text) {
  return text.split('\n').slice(0, 3).join(' ').slice(0, 500)
}
