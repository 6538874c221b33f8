#!/usr/bin/env node
import module from 'node:module'

// Newer versions of Node keep what they compiled for the next start.
module.enableCompileCache?.()
await import('../dist/main.js')
