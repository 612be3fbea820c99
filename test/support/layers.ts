/** The house rules of imports: downwards only, and features meet through their ports. */
import { type Import, importsOf, type Sources, withoutComments } from './imports.ts';

const FEATURES = [
  'access',
  'allocation',
  'backup',
  'voice',
  'attribution',
  'delivery',
  'privacy',
  'provisioning',
  'registry',
  'store',
];
/** What lies directly in src and tools, and in src/start: the programs, which read the configuration and put the pieces together. */
const PROGRAMS = 'programs';
const DOMAIN_PACKAGES = ['zod', 'libphonenumber-js'];

/** A sentence for each import and each read of the environment that is against the rules. */
export function violations(sources: Sources): string[] {
  return [
    ...importsOf(sources).flatMap((one) => {
      const reason = forbidden(one);
      return reason ? [`${one.from} imports ${one.to}: ${reason}`] : [];
    }),
    ...[...sources]
      .filter(([path, text]) => readsEnvironment(path, text))
      .map(([path]) => `${path} reads process.env: only config/ does`),
  ];
}

function forbidden({ from, to, kind, typeOnly }: Import): string | null {
  const layer = layerOf(from);
  if (kind !== 'file') {
    if (layer === 'domain' && kind === 'package' && !DOMAIN_PACKAGES.includes(to)) {
      return `domain uses ${DOMAIN_PACKAGES.join(', ')} and no other package`;
    }
    return null;
  }
  const target = layerOf(to);
  if (target === layer) return null;
  if (layer === PROGRAMS) return null;
  if (target === PROGRAMS) return 'nobody imports a program';
  // The tools play carriers to develop and to show the product: they may use all of it, and only a program uses them.
  if (layer === 'tools') return null;
  if (layer === 'console') return forbiddenToConsole(to, typeOnly);
  if (target === 'console') return 'the console is a page: nobody imports it';
  if (target === 'tools') return typeOnly ? null : 'only a program uses the tools';
  if (target === 'config') return 'only a program reads the configuration';

  switch (layer) {
    case 'config':
      return 'config imports nothing of the house';
    case 'domain':
      return 'domain imports only domain';
    case 'infra':
      return 'infra knows nothing of the house';
    case 'tags':
      return target === 'domain' && typeOnly ? null : 'the browser takes types of domain and nothing else';
    case 'http':
      // The tag that reads its configuration declares the type.
      if (target === 'tags' && typeOnly) return null;
      return forbiddenToTop(layer, target);
    case 'workers':
      if (target === 'kernel') return 'a worker serves no requests';
      return forbiddenToTop(layer, target);
    case 'kernel':
      return isBelowKernel(target) ? null : 'the HTTP kernel imports domain and infra';
    default:
      return forbiddenToFeature(from, layer, to, target);
  }
}

/** The page shares with the gateway the client of its API, the paths at which it is served, and nothing else. */
function forbiddenToConsole(to: string, typeOnly: boolean): string | null {
  if (to.startsWith('tools/client/')) return null;
  if (to === 'src/http/console/paths.ts' && typeOnly) return null;
  return 'the console imports the client of the API, and the type of its paths';
}

function forbiddenToTop(layer: string, target: string): string | null {
  if (isFeature(target) || target === 'kernel' || isBelowKernel(target)) return null;
  return `${layer} imports features, the kernel, domain and infra`;
}

function isBelowKernel(target: string): boolean {
  return target === 'domain' || target === 'infra';
}

/** The files of a feature that declare its routes, or offer them to a program. Only these know HTTP. */
const ROUTES_OF_FEATURE = /^src\/\w+\/(?:routes\.ts$|module\.ts$|routes\/)/;

/** The file of a feature that offers it to a program. Only this one starts the feature's workers. */
const MODULE_OF_FEATURE = /^src\/\w+\/module\.ts$/;

function forbiddenToFeature(from: string, layer: string, to: string, target: string): string | null {
  if (!isFeature(layer)) return `${layer} is no folder of the house`;
  if (isBelowKernel(target)) return null;
  if (target === 'kernel')
    return ROUTES_OF_FEATURE.test(from)
      ? null
      : 'only routes.ts, routes/ and module.ts of a feature know HTTP';
  if (target === 'workers')
    return MODULE_OF_FEATURE.test(from) ? null : 'only module.ts of a feature starts its workers';
  if (!isFeature(target)) return 'features import features, domain and infra';
  return to === `src/${target}/port.ts` ? null : 'features meet through a file named port.ts';
}

/** The first folder below src, or the folder beside it. */
function layerOf(path: string): string {
  const [root = '', folder = '', ...rest] = path.split('/');
  if (root === 'tools' && rest.length === 0) return PROGRAMS;
  if (root !== 'src') return root;
  return rest.length === 0 || folder === 'start' ? PROGRAMS : folder;
}

function isFeature(layer: string): boolean {
  return FEATURES.includes(layer);
}

function readsEnvironment(path: string, text: string): boolean {
  if (path.startsWith('config/')) return false;
  const all = withoutComments(text);
  const code = layerOf(path) === PROGRAMS ? all.replace('loadConfig(process.env', '') : all;
  return /\bprocess\s*\.\s*env\b|\{[^}]*\benv\b[^}]*\}\s*(=|from)\s*['"]?(node:)?process\b/.test(code);
}
