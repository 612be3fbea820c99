/** Pages of one's own machine are served by http. */
const OWN_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/i;

/** Returns the address as a URL when it was typed without its scheme. Other text stays: the gateway names its fault. */
export function urlOf(address: string): string {
  if (/^https?:\/\//i.test(address)) return address;
  return OWN_MACHINE.test(address) ? `http://${address}` : `https://${address}`;
}

/** Returns the origin of an address that was copied from a browser. */
export function originOf(address: string): string {
  const whole = urlOf(address);
  return URL.canParse(whole) && !whole.includes('*') ? new URL(whole).origin : whole;
}
