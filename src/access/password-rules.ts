import { misfit } from '../domain/problem.ts';
import { normal } from './passwords.ts';

const MIN_CHARS = 12;
const MAX_CHARS = 128;
/** Shorter parts of a name or an address occur in ordinary words. */
const MIN_PART_CHARS = 4;

/** More digits and signs around a word than these are a password of their own. */
const MAX_DECORATION_CHARS = 8;

/** Letters that people write as digits and signs. */
const LOOKS: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' },
};

/** The person whose password it is. */
export type Owner = { email: string; name: string };

/**
 * Throws `invalid_request` for a new password that is easy to guess. By NIST SP 800-63B-4: length and a list of common passwords, and no
 * rule about kinds of characters.
 */
export async function checkNewPassword(password: string, owner: Owner): Promise<void> {
  const detail = faultOf(normal(password), owner, await commonPasswords());
  if (detail) throw misfit([{ pointer: '/password', detail }]);
}

/** Loads the list of common passwords ahead: this takes more than 100 milliseconds of CPU, which no start spends. */
export async function loadCommonPasswords(): Promise<void> {
  await commonPasswords();
}

let list: Promise<ReadonlySet<string>> | undefined;

/** Returns about 49,000 common passwords, in lower case. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  list ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set<string>(dictionary['passwords-common']),
  );
  return list;
}

/** Returns the fault of the password with a remedy, in words. */
function faultOf(password: string, owner: Owner, common: ReadonlySet<string>): string | undefined {
  const { length } = [...password];
  if (length < MIN_CHARS)
    return `must have at least ${MIN_CHARS} characters. A few words that do not belong together are easy to remember.`;
  if (length > MAX_CHARS) return `must have at most ${MAX_CHARS} characters`;
  const folded = password.toLowerCase();
  if (partsOf(owner).some((part) => folded.includes(part) || joined(folded).includes(joined(part))))
    return 'must not contain your name, a part of your e-mail address, or the word ringtrail. Choose words that have nothing to do with you.';
  if (isCommon(folded, common))
    return 'is easy to guess: it is, or is made from, a password that many people have. Choose a few words that do not belong together.';
  return undefined;
}

/** Returns the words that everybody who knows the person tries first. */
function partsOf({ email, name }: Owner): string[] {
  const [local = '', domain = ''] = email.split('@');
  const labels = domain.split('.').slice(0, -1);
  const words = normal(name).split(/[\s.,_-]+/);
  const all = [email, local, ...local.split(/[._+-]+/), ...labels, ...words, 'ringtrail'];
  return all.map((one) => one.toLowerCase()).filter((one) => one.length >= MIN_PART_CHARS);
}

/** Returns whether the password, or the part of it that is not decoration or repetition, is on the list or a row of characters. */
function isCommon(folded: string, common: ReadonlySet<string>): boolean {
  return spellings(folded).some((spelling) => {
    const unit = repeated(spelling);
    return common.has(unit) || isRow(unit) || (unit !== spelling && unit.length < MIN_CHARS);
  });
}

/** Returns the password as it is, without spaces, without digits and signs around it, and with letters for the signs that look like them. */
function spellings(folded: string): string[] {
  const text = joined(folded);
  const all = [folded, text, bare(text), asLetters(text), asLetters(bare(text)), bare(asLetters(text))];
  return [...new Set(all)].filter((one) => one !== '');
}

function joined(text: string): string {
  return text.replace(/[\s_.-]+/g, '');
}

function bare(text: string): string {
  const letters = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return text.length - letters.length <= MAX_DECORATION_CHARS ? letters : text;
}

function asLetters(text: string): string {
  return [...text].map((sign) => LOOKS[sign] ?? sign).join('');
}

/** Returns the shortest text that the password repeats, which is the password itself where it repeats none. */
function repeated(text: string): string {
  const length = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, length);
}

/** Returns whether each character follows the one before it, upwards or downwards, as in 23456789012 and zyxw. */
function isRow(text: string): boolean {
  const codes = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0));
  const isStep = (step: number, by: number) => step === by || step === -9 * by;
  return [1, -1].some((by) => steps.every((step) => isStep(step, by)));
}
