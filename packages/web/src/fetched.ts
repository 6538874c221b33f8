/** Fetches a part of the page's own, and says in words when it cannot be had. */
export async function fetched(address: string, what: string, cure: string): Promise<Response> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${what} could not be fetched (${response.status}). ${cure}`)
  return response
}
