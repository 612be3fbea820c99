/** An origin of a site, or all origins below a domain: `https://*.example.com`. */
const WILDCARD = /^(https?:\/\/)\*(\.[^/?#@*]+)$/;

/** The labels that a wildcard stands for. */
const LABELS = /^[a-z\d_-]+(?:\.[a-z\d_-]+)*$/;

/** Returns whether the text is an origin as browsers send it, or one whose first label is a wildcard. */
export function isOriginPattern(text: string): boolean {
  try {
    const { protocol, origin, hostname } = new URL(text);
    if ((protocol !== 'https:' && protocol !== 'http:') || origin !== text) return false;
    return !hostname.includes('*') || WILDCARD.test(text);
  } catch {
    return false;
  }
}

/** Returns the domain below which a pattern allows every origin, or null when it has no wildcard. */
export function wildcardDomain(pattern: string): string | null {
  const suffix = WILDCARD.exec(pattern)?.[2];
  return suffix ? new URL(`https://${suffix.slice(1)}`).hostname : null;
}

/** Returns whether one of the patterns allows the origin. A wildcard stands for one label or more. */
export function allowsOrigin(patterns: readonly string[], origin: string): boolean {
  return patterns.includes(origin) || patterns.some((pattern) => isBelow(pattern, origin));
}

function isBelow(pattern: string, origin: string): boolean {
  const [, scheme, suffix] = WILDCARD.exec(pattern) ?? [];
  if (!scheme || !suffix || !origin.startsWith(scheme) || !origin.endsWith(suffix)) return false;
  return LABELS.test(origin.slice(scheme.length, -suffix.length));
}
