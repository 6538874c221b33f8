/** Places for labels: who comes first keeps the place, and who would come too near gives way. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export class LabelBoard {
  readonly #taken: Box[] = []
  readonly width: number
  readonly height: number

  constructor(width: number, height: number, taken: Iterable<Box> = []) {
    this.width = width
    this.height = height
    this.#taken.push(...taken)
  }

  get taken(): readonly Box[] {
    return this.#taken
  }

  /** Whether the box lies on the board, `margin` px from its edge. */
  inside({ x, y, width, height }: Box, margin: number): boolean {
    return x >= margin && y >= margin && x + width <= this.width - margin && y + height <= this.height - margin
  }

  free(box: Box, gap = 2): boolean {
    return this.#taken.every(
      (other) =>
        box.x >= other.x + other.width + gap ||
        other.x >= box.x + box.width + gap ||
        box.y >= other.y + other.height + gap ||
        other.y >= box.y + box.height + gap,
    )
  }

  /** Takes the place if it is free. */
  claim(box: Box): boolean {
    if (!this.free(box)) return false
    this.#taken.push(box)
    return true
  }

  /** Takes the place whatever is there. */
  keep(box: Box): void {
    this.#taken.push(box)
  }
}
