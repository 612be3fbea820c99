/** What the gateway takes of an address, in characters. */
const LONGEST = 2048;

export function shortened(address: string): string {
  return address.slice(0, LONGEST);
}

/** The page's address. */
export function here(): string {
  return shortened(location.href);
}
