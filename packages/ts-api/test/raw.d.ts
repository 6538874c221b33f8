/** A file's text, as Vite imports it. */
declare module '*?raw' {
  const text: string
  export default text
}

/** A worker that runs a module, as Vite makes one. */
declare module '*?worker' {
  const Kind: new () => Worker
  export default Kind
}

interface ImportMeta {
  /** Files of a pattern, as Vite imports them. */
  glob<T>(pattern: string, options: { eager: true; import: 'default' }): Record<string, T>
}
