/** Keeps the page for when there is no network, and says so once that is true. */
export async function keepForOffline(words: HTMLElement): Promise<void> {
  // Served by the development server the page changes with every edit: nothing of it is kept.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  try {
    await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI))
    await navigator.serviceWorker.ready
    words.textContent = 'Runs on this device, also offline'
  } catch {
    // Storage is full or switched off: the page then needs the network to open, and does not claim otherwise.
  }
}
