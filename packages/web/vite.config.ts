import { defineConfig } from 'vite'
import { offline } from './scripts/offline.ts'
import { prerender } from './scripts/prerender.ts'

/** A static folder that works from any path. */
export default defineConfig({
  base: './',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  plugins: [prerender(), offline()],
  worker: { format: 'es' },
})
