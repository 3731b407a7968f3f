/** How the page is served and built. Its tests: vitest.config.ts and tests/page/playwright.config.ts. */
import { relative, sep } from 'node:path';
import { build, defineConfig, type Plugin, type Rolldown } from 'vite';
import { asksAgain } from './scripts/again.mjs';
import { Catalogue, inLanguage, isRead } from './scripts/catalogue.mjs';
import { figure } from './scripts/figure.mjs';
import { namesServed, sayNames } from './scripts/hosts.mjs';
import { buildKernels } from './scripts/kernels.mjs';
import { bothWords } from './scripts/messages.mjs';
import { offline } from './scripts/offline.mjs';
import { leanStdlib } from './scripts/stdlib.mjs';

/** The CPU kernels are compiled before anything asks for them, and again when a source of theirs changes. */
const kernels: Plugin = {
  name: 'kernels',
  config: buildKernels,
  watchChange: buildKernels,
};

/** The languages beside English: each is a build of its own in a folder of its name, made by `vite build` with the English one. */
const languages = ['de'];

/**
 * Every word of the page in the language that the build's mode names.
 * @param into what becomes of a message that has a translation: the worker's go into files too, which are in English
 */
function spoken(mode: string, into = (own: string, _english: string) => own): Plugin {
  const catalogue = languages.includes(mode) ? new Catalogue(mode) : undefined;
  const said = (source: string, code: string) =>
    inLanguage(source, code, (message) => {
      const own = catalogue?.translation(source, message);
      return own === undefined ? undefined : into(own, message);
    });
  return {
    name: 'spoken',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/.*\.ts$/ },
      handler(code, id) {
        const source = relative(import.meta.dirname, id)
          .split(sep)
          .join('/');
        return isRead(source) && (catalogue || code.includes('say`'))
          ? { code: said(source, code), map: null }
          : undefined;
      },
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (markup) =>
        catalogue ? said('index.html', markup).replace('lang="en"', `lang="${mode}"`) : markup,
    },
  };
}

/** After the English page, those in other languages. */
const otherLanguages: Plugin = {
  name: 'other-languages',
  apply: (_, { command, mode, isSsrBuild }) => command === 'build' && mode === 'production' && !isSsrBuild,
  async closeBundle() {
    for (const mode of languages) await build({ mode, build: { outDir: `dist/${mode}` } });
  },
};

/**
 * Style sheets within templates are written in the pixels of a usual window. They travel in sixteenths of the root's type, which grows with
 * the window (hairlines and queries of the window's own size stay), and without comments and indentation.
 */
const fluidStyles: Plugin = {
  name: 'fluid-styles',
  transform: {
    filter: { id: /\/src\/(ui|lessons)\/.*\.ts$/, code: 'css`' },
    handler: (code) => ({
      code: code.replace(/\bcss`[^`]*`/g, (sheet) =>
        sheet
          .replace(/\/\*.*?\*\//gs, '')
          .replace(/@media[^{]*|(-?[\d.]+)px/g, (found, pixels?: string) =>
            pixels && Math.abs(Number(pixels)) >= 3 ? `${Number(pixels) / 16}rem` : found,
          )
          .replace(/\s+/g, ' ')
          .replace(/([{;]) /g, '$1'),
      ),
      map: null,
    }),
  },
};

/** Templates travel without indentation, which the browser would read as one space all the same. */
const leanTemplates: Plugin = {
  name: 'lean-templates',
  transform: {
    filter: { id: /\/src\/(ui|lessons)\/.*\.ts$/, code: 'html`' },
    handler: (code) => ({ code: code.replace(/\n\s+/g, '\n'), map: null }),
  },
};

/**
 * The laboratory's worker loads a job, an engine or a reader when it is first asked for. What nearly all of them stand on
 * comes in one piece instead of twenty.
 */
const workerOutput: Rolldown.OutputOptions = {
  // As in the page's own code.
  comments: { legal: false },
  codeSplitting: {
    groups: [
      {
        name: 'oracle',
        test: /src\/(language|experiment(?!\/(learning\w*|entries|field_map|map_grid|trainability\w*|address|comparison\w*|presets|tuning)\.ts)|networks(?!\/(given|model|spectra|learning)\/|\/(spectrum|frame|lyapunov|traced_parameter_norm|jacobian|singular_values|fixed_points|linear_system)\.ts))\/|src\/engines\/(?!float64_spectra|train)\w+\.ts|src\/analysis\/(quantile|even_sample|phase|quantities|edge|running_lines|through_time|check|collection)\.ts|src\/laboratory\/(engine_post|followed_measure|machine)\.ts|@stdlib/,
      },
    ],
  },
};

/** What the first view and nearly every other one stand on comes in one piece, too, instead of a dozen files of some hundred bytes. */
const pageOutput: Rolldown.OutputOptions = {
  codeSplitting: {
    groups: [
      {
        name: 'common',
        test: /src\/(language\/\w+|experiment\/(axes|clip|field_text|fields|experiment|field_error|provenance|address|presets|tuning|network_settings)|analysis\/(quantities|phase|float32_range|even_sample|edge|capture_words|agreement|quantile|number_words)|networks\/(vector|final_norm|philox)|files\/(xml|weight_formats|array_formats)|laboratory\/engine_post|engines\/deadline|session\/(debounce|chosen_files|example)|ui\/(beside|numbers|quantity_words|shared_styles|keys|words_between|escape_controller|events|notation|fragment|download|remembered|shortcuts|term|guide\/terms|engine_words|agreement_words|charts\/(bent_scale|type_scale|growth_\w+|oklab|color_scale|scale_legend|point_\w+)))\.ts/,
        includeDependenciesRecursively: false,
      },
      {
        name: 'controls',
        test: /src\/ui\/controls\/(?!axes_field|plan_field|quantity_field)\w+\.ts|lit-html\/(directive-helpers|directive|directives\/live)\.js/,
        includeDependenciesRecursively: false,
      },
      {
        name: 'frame',
        test: /src\/(experiment\/command|files\/(provenance|version)|ui\/(agreement_badge|experiment_words|charts\/(chart_frame|picture)))\.ts|package\.json/,
        includeDependenciesRecursively: false,
      },
    ],
  },
};

/** What runs in Node is loaded whole: pieces would import one another in circles there. */
const pieces: Plugin = {
  name: 'pieces',
  config: (_, { isSsrBuild }) =>
    isSsrBuild ? undefined : { build: { rolldownOptions: { output: pageOutput } } },
};

/** What of others' code the page is made of. */
const packages = [
  ...['@bufbuild/protobuf', '@stdlib/math-base-special-erfc', '@stdlib/math-base-special-erfcinv', 'comlink'],
  ...['d3-contour', 'driver.js', 'fflate', 'hyparquet-writer', 'jsfive', 'lit', 'lit/decorators.js'],
  ...['lit/directives/keyed.js', 'temml', 'uplot', 'wesl'],
];

/** Whoever is to open the page from another machine is told by which names. */
const names: Plugin = {
  name: 'names',
  configurePreviewServer: sayNames,
  configureServer: sayNames,
};

export default defineConfig(({ mode }) => ({
  // Relative, so that any static host may serve the build from any folder.
  base: './',
  plugins: [
    kernels,
    leanStdlib,
    spoken(mode),
    fluidStyles,
    leanTemplates,
    pieces,
    names,
    figure,
    offline,
    otherLanguages,
    asksAgain,
  ],
  worker: {
    format: 'es',
    plugins: () => [leanStdlib, spoken(mode, bothWords), asksAgain],
    rolldownOptions: { output: workerOutput },
  },
  // The preview takes it from here, too; a name that follows `--host` is Vite's own to allow.
  server: { allowedHosts: namesServed() },
  build: {
    outDir: 'dist',
    // The lists of what stands on what would themselves be a kilobyte of the first view: what comes later finds its parts by itself.
    modulePreload: {
      // Every browser that has what the page needs preloads modules by itself.
      polyfill: false,
      resolveDependencies: (name, parts, { hostType }) =>
        hostType === 'html' || /(explore_view|controls)/.test(name) ? parts : [],
    },
  },
  // Bundled up front: a dependency discovered later would reload the page, or a test, halfway through.
  optimizeDeps: {
    include: packages,
  },
}));
