/** Finds the words and names of rules.json in a file. */
import { luaTokens, scriptTokens } from './tokens.mjs';

const SCRIPT = /\.(?:ts|tsx|mjs|js)$/;
/** Stands for everything that is not part of the text that is read. */
const OUTSIDE = '\0';

/**
 * Returns the listed words and names in a file as `{path, line, found, write}`. `found` is the word or name as the file
 * has it.
 */
export function check(path, text, rules) {
  const findings = SCRIPT.test(path)
    ? checkCode(text, scriptTokens(text), rules)
    : path.endsWith('.lua')
      ? checkCode(text, luaTokens(text), rules)
      : checkProse(withoutInlineCode(text), rules);
  if (path.endsWith('.tsx')) findings.push(...checkProse(onlyJsxText(text), rules));
  return findings
    .map(({ at, ...finding }) => ({ path, line: text.slice(0, at).split('\n').length, ...finding }))
    .sort((a, b) => a.line - b.line);
}

function checkCode(text, tokens, rules) {
  const spans = (kind) => tokens.filter((token) => token.kind === kind);
  const comments = only(text, spans('comment')).replace(/^[ \t]*(?:\/\/+|\*|--+)/gm, blank);
  const strings = only(text, spans('string'));
  return [
    ...checkProse(withoutInlineCode(comments), rules),
    ...checkProse(withoutInlineCode(strings), rules),
    ...spans('name').flatMap((token) => checkName(text, token, rules)),
  ];
}

function checkProse(text, { words }) {
  return words.flatMap(({ pattern, write }) => {
    const all = text.matchAll(new RegExp(`\\b(?:${pattern.replaceAll(' ', '\\s+')})\\b`, 'gi'));
    return [...all].map(({ 0: found, index }) => ({ at: index, found: found.replace(/\s+/g, ' '), write }));
  });
}

function checkName(text, { start, end }, { names }) {
  const name = text.slice(start, end);
  const spaced = name.replace(/(?<=[a-z0-9])(?=[A-Z])|_/g, ' ');
  const isMember = text.slice(0, start).trimEnd().endsWith('.');
  return names
    .filter(({ pattern, caseMatters, exceptMembers }) => {
      if (exceptMembers && isMember) return false;
      return new RegExp(pattern, caseMatters ? '' : 'i').test(spaced);
    })
    .map(({ write }) => ({ at: start, found: name, write }));
}

/** Returns the text at the same positions, with the characters outside the spans replaced. */
function only(text, spans) {
  let result = '';
  for (const { start, end } of spans) {
    result += outside(text.slice(result.length, start)) + text.slice(start, end);
  }
  return result + outside(text.slice(result.length));
}

/** Leaves quotes and `+` out: the parts of a text that stands on several lines are read as one. */
function outside(text) {
  return text.replace(/["'`+]/g, ' ').replace(/\S/g, OUTSIDE);
}

function onlyJsxText(text) {
  const found = text.matchAll(/(?<=>)[^<>{}=;()]+(?=[<{])/g);
  return only(
    text,
    [...found].map(({ 0: all, index }) => ({ start: index, end: index + all.length })),
  );
}

/** Names of the contract stand in backticks in comments, descriptions and docs. */
function withoutInlineCode(text) {
  return text.replace(/`[^`\n]+`/g, (code) => OUTSIDE.repeat(code.length));
}

function blank(match) {
  return ' '.repeat(match.length);
}
