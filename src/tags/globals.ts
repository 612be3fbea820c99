/**
 * The browser's own objects, in the place of the globals of the same names (scripts/build-tags.mjs). A page may have put other
 * things there before a tag runs, such as `var Set = {}` or a class `URL` of its own.
 */

const isNative = (value: unknown) => /\[native code/.test(String(value));

/** An empty document has objects that no script of the page has touched. It stays, since they belong to it. */
const untouched = (): Window => {
  const frame = document.createElement('iframe');
  frame.style.display = 'none';
  document.documentElement.append(frame);
  return frame.contentWindow as Window;
};

const page = window as unknown as typeof globalThis;
const own = [page.Set, page.URL, page.XMLHttpRequest].every(isNative)
  ? page
  : (untouched() as unknown as typeof globalThis);

const { Set: OwnSet, URL: OwnURL, XMLHttpRequest: OwnRequest } = own;

export { OwnRequest as XMLHttpRequest, OwnSet as Set, OwnURL as URL };
