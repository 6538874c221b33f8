/** A native slider as the page shows it: filled up to its thumb, its value in words for those who listen. */
export interface SliderValue {
  readonly stop: number
  /** As it is read aloud: "64 rows, 16 updates an epoch". */
  readonly spoken: string
  /** As it stands beside the label. */
  readonly written: string
}

export function showSlider(input: HTMLInputElement, { stop, spoken, written }: SliderValue): void {
  input.value = String(stop)
  input.setAttribute('aria-valuetext', spoken)
  const share = (stop - Number(input.min)) / Math.max(1, Number(input.max) - Number(input.min))
  input.style.setProperty('--at', `${share * 100}%`)
  const output = input.form?.querySelector(`output[for=${input.id}]`)
  if (output) output.textContent = written
}
