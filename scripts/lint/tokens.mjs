/** Splits source code into comments, strings and names, well enough to read them. It is no parser. */

const NAME_START = /[\p{L}_$]/u;
const NAME = /[\p{L}\p{N}_$]+/uy;
const NUMBER = /[0-9][\w.]*/y;
/** A regular expression starts here, not a division: after an operator, an opening bracket or one of these words. */
const BEFORE_REGEX = /(?:^|[-+*%=!<>&|^~?:;,({[}]|\b(?:return|typeof|case|in|of|yield|await|throw))\s*$/;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;

/**
 * Returns the tokens of TypeScript or JavaScript as `{kind, start, end}`. `kind` is `comment`, `string` or `name`. A
 * string's token excludes its quotes. Each static part of a template is a string of its own.
 */
export function scriptTokens(text) {
  const tokens = [];
  /** The number of open braces of each `${` that is not closed yet. */
  const templates = [];
  let at = 0;

  const add = (kind, start, end) => {
    if (end > start) tokens.push({ kind, start, end });
  };

  function readTemplate() {
    const start = at;
    while (at < text.length && text[at] !== '`') {
      if (text[at] === '\\') at++;
      else if (text.startsWith('${', at)) {
        add('string', start, at);
        at += 2;
        templates.push(0);
        return;
      }
      at++;
    }
    add('string', start, at);
    at++;
  }

  while (at < text.length) {
    const char = text[at];
    const comment = commentEnd(text, at);
    const quoted = char === "'" || char === '"' ? quotedEnd(text, at) : -1;
    if (comment > 0) {
      add('comment', at, comment);
      at = comment;
    } else if (quoted > 0) {
      add('string', at + 1, quoted);
      at = quoted + 1;
    } else if (char === '`') {
      at++;
      readTemplate();
    } else if (NAME_START.test(char)) {
      const end = matchEnd(NAME, text, at);
      add('name', at, end);
      at = end;
    } else if (char === '/' && BEFORE_REGEX.test(text.slice(Math.max(0, at - 20), at))) {
      at = matchEnd(REGEX, text, at);
    } else if (/[0-9]/.test(char)) {
      at = matchEnd(NUMBER, text, at);
    } else {
      at++;
      if (templates.length > 0 && char === '{') templates[templates.length - 1]++;
      if (templates.length > 0 && char === '}' && templates[templates.length - 1]-- === 0) {
        templates.pop();
        readTemplate();
      }
    }
  }
  return tokens;
}

/** Returns the tokens of Lua in the same form. */
export function luaTokens(text) {
  const pattern =
    /--\[\[[\s\S]*?\]\]|--.*|'(?<single>(?:\\.|[^'\\\n])*)'|"(?<double>(?:\\.|[^"\\\n])*)"|(?<name>[A-Za-z_]\w*)/g;
  return [...text.matchAll(pattern)].map(({ 0: all, index, groups }) => {
    if (groups.name !== undefined) return { kind: 'name', start: index, end: index + all.length };
    if (all.startsWith('--')) return { kind: 'comment', start: index, end: index + all.length };
    return { kind: 'string', start: index + 1, end: index + all.length - 1 };
  });
}

function commentEnd(text, at) {
  if (text.startsWith('//', at)) return endOr(text.indexOf('\n', at), text.length);
  if (text.startsWith('/*', at)) return endOr(text.indexOf('*/', at) + 2, text.length, 1);
  return -1;
}

function endOr(end, otherwise, atLeast = 0) {
  return end > atLeast ? end : otherwise;
}

/** Returns the index of the closing quote, or -1: an apostrophe in JSX text opens no string. */
function quotedEnd(text, at) {
  for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === text[at]) return i;
  }
  return -1;
}

function matchEnd(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at + 1;
}
