import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { findChromium } from './scripts/machine.mjs'

/** The Chromium that runs the browser tests, or undefined: then they are left out and `npm test` says so. */
const chromium = findChromium()

/** Tests of `minibatch` that hold on every backend: named `*.any.test.ts`. */
const everywhere = 'packages/ts-api/test/**/*.any.test.ts'

const projects: TestProjectConfiguration[] = [
  { test: { name: 'minibatch', include: ['packages/ts-api/test/**/*.test.ts'], exclude: ['**/*.browser.test.ts'] } },
  {
    resolve: { conditions: ['minibatch-wasm', 'node'] },
    ssr: { resolve: { conditions: ['minibatch-wasm', 'node'] } },
    test: { name: 'minibatch-wasm', include: [everywhere] },
  },
  {
    test: { name: 'cli', include: ['packages/cli/test/**/*.test.ts'], exclude: ['**/*.browser.test.ts'], testTimeout: 60_000 },
  },
  { test: { name: 'web', include: ['packages/web/test/**/*.test.ts'], exclude: ['**/*.browser.test.ts'] } },
  { test: { name: 'bench', include: ['bench/test/**/*.test.mjs'], testTimeout: 30_000 } },
  { test: { name: 'packed', include: ['test/packed/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 300_000 } },
]

if (chromium) {
  projects.push({
    test: {
      name: 'minibatch-browser',
      include: [everywhere, 'packages/ts-api/test/**/*.browser.test.ts'],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: chromium, args: ['--no-sandbox'] } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  })
  // Opens what the command line draws.
  projects.push({
    test: { name: 'cli-browser', include: ['packages/cli/test/**/*.browser.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
  })
  // Drives the built page from Node by playwright-core.
  projects.push({
    test: { name: 'web-page', include: ['packages/web/test/**/*.browser.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
  })
}

export default defineConfig({ test: { projects, passWithNoTests: true } })
