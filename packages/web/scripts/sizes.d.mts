export interface SizedFile {
  readonly path: string
  /** Compressed by gzip. */
  readonly bytes: number
}

export const firstLoadLimit: number

export function pageSizes(dist: string): Promise<{ readonly first: readonly SizedFile[]; readonly later: readonly SizedFile[]; readonly total: number }>
