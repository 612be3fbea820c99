/** Shows the gateway's OpenAPI document by Redoc, in light or dark as the reader's system asks. */
const DARK = {
  colors: {
    primary: { main: '#6cc4da' },
    text: { primary: '#e4e8eb', secondary: '#a9b4bb' },
    border: { dark: '#39444c', light: '#2a333a' },
    http: { get: '#4fb477', post: '#6ea8fe', patch: '#d9a441', delete: '#f28b82' },
    responses: {
      success: { color: '#6fd08c', backgroundColor: '#17281d', tabTextColor: '#6fd08c' },
      error: { color: '#f28b82', backgroundColor: '#2d1a1a', tabTextColor: '#f28b82' },
    },
  },
  schema: {
    nestedBackground: '#182027',
    linesColor: '#39444c',
    typeNameColor: '#a9b4bb',
    typeTitleColor: '#a9b4bb',
  },
  sidebar: { backgroundColor: '#161d22', textColor: '#e4e8eb', activeTextColor: '#6cc4da' },
  rightPanel: { backgroundColor: '#0c1013', textColor: '#e4e8eb' },
  codeBlock: { backgroundColor: '#0c1013' },
  typography: { code: { color: '#ffb4a2', backgroundColor: '#1f2830' }, links: { color: '#6cc4da' } },
};
const LIGHT = { colors: { primary: { main: '#0d6075' } } };
const COMMON = {
  typography: { fontFamily: 'system-ui, sans-serif', headings: { fontFamily: 'system-ui, sans-serif' } },
};

function themed(theme) {
  return { ...theme, typography: { ...COMMON.typography, ...theme.typography } };
}

const isDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
const options = { theme: themed(isDark ? DARK : LIGHT), hideDownloadButton: false, nativeScrollbars: true };
window.Redoc.init('/openapi.json', options, document.getElementById('reference'));
