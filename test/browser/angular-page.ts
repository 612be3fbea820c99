/** The page in Angular, written in the browser or rendered by a server. */
import '@angular/compiler';
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { MARKUP, OTHER_TEXT, OWN } from './framework-markup.ts';

/** The template of Angular's page. */
const ANGULAR = MARKUP.replace(OWN, '{{ own }}').replace(`>${OTHER_TEXT}`, '>{{ text }}');

/** Returns the script of Angular's page. */
export function angularScript(imports = '', providers = ''): string {
  return `
    // A bare import would be left out: the package says that it has no side effects, but it makes the compiler known.
    import { VERSION } from '@angular/compiler';
    window.compiler = VERSION;
    import { Component, provideZonelessChangeDetection } from '@angular/core';
    import { bootstrapApplication } from '@angular/platform-browser';
    ${imports}
    class App { own = OWN; text = OTHER_TEXT; }
    const Root = Component({ selector: 'app-root', template: ${JSON.stringify(ANGULAR)} })(App) ?? App;
    adopt(() => bootstrapApplication(Root, { providers: [provideZonelessChangeDetection(), ${providers}] }));`;
}

/** Returns the page's body as a server sends it. */
export async function renderAngular(): Promise<string> {
  class App {
    own = OWN;
    text = OTHER_TEXT;
  }
  const Root = Component({ selector: 'app-root', template: ANGULAR })(App) ?? App;
  const providers = [provideZonelessChangeDetection(), provideClientHydration(), provideServerRendering()];
  const page = await renderApplication((context) => bootstrapApplication(Root, { providers }, context), {
    document: '<html><head></head><body><app-root></app-root></body></html>',
    url: 'http://localhost/',
    allowedHosts: ['localhost'],
  });
  return /<body>(.*)<\/body>/s.exec(page)?.[1] ?? '';
}
