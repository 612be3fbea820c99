/** The formats of values of the environment. */
import { isIP } from 'node:net';
import { z } from 'zod';

/** Names of address ranges in proxy-addr. */
const NAMED_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((number) => number >= least && number <= most);
}

/** A list of secrets: one for each account, and two during a rotation. */
export function secrets(each: RegExp) {
  return z
    .string()
    .transform(listOf)
    .refine((list) => list.every((one) => each.test(one)))
    .default([])
    .readonly();
}

/** Accounts of a carrier, each as its id and its secret. */
export function accounts() {
  return secrets(/^[^:\s]+:\S+$/);
}

export function apiUrl(url: string | null) {
  return z
    .string()
    .refine((value) => isPublicUrl(value) && new URL(value).pathname === '/')
    .transform((value) => value.replace(/\/+$/, ''))
    .nullable()
    .default(url);
}

export function listOf(value: string): string[] {
  return value.split(',').map((entry) => entry.trim());
}

export function isHostName(host: string): boolean {
  return /^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i.test(host) && !/^[\d.]+$/.test(host);
}

export function isPublicUrl(value: string): boolean {
  if (!URL.canParse(value) || /[?#]/.test(value)) return false;
  const { protocol, username, password } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

/** A provider of sign-ins is reached by TLS, except on this machine. */
export function isIssuerUrl(value: string): boolean {
  if (!isPublicUrl(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

export function isSmtpUrl(value: string): boolean {
  return URL.canParse(value) && /^smtps?:\/\/[^/]/.test(value) && new URL(value).hostname !== '';
}

/** Returns whether the value is an address, or a name and an address in angle brackets. */
export function isSender(value: string): boolean {
  const address = /^[^<>]+<([^<>]+)>$/.exec(value)?.[1] ?? value;
  return z.email().safeParse(address.trim()).success;
}

/** URLs that name several hosts. The standard's parser refuses them. */
const REDIS_GROUPS = [
  /^rediss?\+cluster:\/\/(?:[^@/]*@)?(?<hosts>[^/?#@]+)$/,
  /^rediss?\+sentinel:\/\/(?:[^@/]*@)?(?<hosts>[^/?#@]+)\/[^/?#]+(?:\/\d+)?(?:\?[^#]*)?$/,
];

export function isRedisUrl(value: string): boolean {
  const hosts = REDIS_GROUPS.map((form) => form.exec(value)?.groups?.hosts).find((found) => found);
  if (hosts) return hosts.split(',').every(isHostAndPort);
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  if (protocol === 'unix:') return /^unix:\/\/\/./.test(value);
  return ['redis:', 'rediss:'].includes(protocol) && hostname !== '';
}

function isHostAndPort(text: string): boolean {
  if (!URL.canParse(`redis://${text}`)) return false;
  const { hostname, pathname } = new URL(`redis://${text}`);
  return hostname !== '' && pathname === '';
}

/** Returns the address in the form of ioredis, which takes a socket as a bare path. */
export function redisAddress(value: string): string {
  return value.replace(/^unix:\/\//, '');
}

/** A MongoDB URL can name several hosts, and the standard's parser refuses such a URL. */
export function isStoreUrl(value: string): boolean {
  return /^sqlite:\/[^/]/.test(value) || /^mongodb(\+srv)?:\/\/[^/\s]\S*$/.test(value);
}

export function isAddressRange(entry: string): boolean {
  if (NAMED_RANGES.includes(entry)) return true;
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
