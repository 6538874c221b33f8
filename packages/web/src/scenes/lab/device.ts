/** The device in words, for a measurement that is shown elsewhere. */
export function deviceWords(): string {
  const { userAgent, hardwareConcurrency } = navigator
  const browsers = [/(Edg)\/(\d+)/, /(Firefox)\/(\d+)/, /(Chrome)\/(\d+)/, /(Version)\/(\d+).*Safari/]
  const [, name = 'a browser', version = ''] = browsers.map((known) => known.exec(userAgent)).find((found) => found) ?? []
  const browser = { Edg: 'Edge', Version: 'Safari' }[name] ?? name
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac', 'Linux'].find((known) => userAgent.includes(known))
  return `a device of ${hardwareConcurrency} cores, ${[browser, version].filter(Boolean).join(' ')}${system ? ` on ${system}` : ''}`
}
