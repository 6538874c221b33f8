/**
 * Keeps the page for when there is no network: everything the build made is fetched once, by the list the build writes
 * in, and answered from there. A new build has a new list and so becomes a new worker, which takes over once all tabs
 * with the old page are closed.
 */
const { version, files } = /* what the build writes in */ BUILD
const kept = `minibatch-${version}`

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(kept).then((cache) => cache.addAll(files.map((file) => new URL(file, self.registration.scope)))))
})

self.addEventListener('activate', (event) => {
  const others = async () => {
    const names = await caches.keys()
    await Promise.all(names.filter((name) => name.startsWith('minibatch-') && name !== kept).map((name) => caches.delete(name)))
  }
  event.waitUntil(others().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return
  const answer = async () => {
    const cache = await caches.open(kept)
    return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request)
  }
  event.respondWith(answer())
})
