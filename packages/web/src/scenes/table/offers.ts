/** Buttons that do what a sentence offers. */
import { element } from '../../element.ts'
import type { Offer, Remedy } from './problem.ts'

export function drawOffers(place: HTMLElement, offers: readonly Offer[], remedy: (remedy: Remedy) => void): void {
  place.replaceChildren(
    ...offers.map((offer) => {
      const button = element('button', { type: 'button', className: 'button', textContent: offer.label })
      button.addEventListener('click', () => remedy(offer.remedy))
      return button
    }),
  )
}
