/** Whether anything can be trained here, and what is said where not. */
export const hasWebAssembly = typeof WebAssembly !== 'undefined'

export const noWebAssembly = 'This browser has no WebAssembly (or it is switched off), so nothing can be trained here.'
