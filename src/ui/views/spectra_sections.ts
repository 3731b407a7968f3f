/** The sections of the view of spectra: a row each, loaded when it is first looked at. */

import { html, type TemplateResult } from 'lit';
import type { Experiment } from '../../experiment/experiment.ts';
import { say } from '../../language/say.ts';
import type { Workplace } from '../../session/workplace.ts';
import type { Palette } from '../theme.ts';

/** What a section is shown with. */
export interface SectionSight {
  readonly workplace: Workplace;
  readonly palette: Palette | undefined;
  /** The explorer's: what is measured. */
  readonly experiment: Experiment;
  /** The network that is pinned in the explorer. */
  readonly pinned: number | undefined;
  /** Whether something else is looked at. */
  readonly hidden: boolean;
}

interface SectionRow {
  /** Its name in the address: `#spectra/exponents`. */
  readonly name: string;
  readonly label: string;
  /** What it shows, in a sentence. */
  readonly about: string;
  readonly load: () => Promise<unknown>;
  readonly render: (sight: SectionSight) => TemplateResult;
}

export const sections = [
  {
    name: 'exponents',
    label: 'Lyapunov exponents',
    about: 'How fast volumes of every dimension grow or shrink along a network’s own trajectory.',
    load: () => import('./lyapunov_section.ts'),
    render: ({ workplace, palette, experiment, pinned, hidden }) =>
      html`<lyapunov-section
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .experiment=${experiment}
        .pinned=${pinned}
      ></lyapunov-section>`,
  },
  {
    name: 'singular',
    label: 'Singular values',
    about:
      'What the steps from t to T make of every direction at once: the whole spread of gradients, not one of them.',
    load: () => import('./singular_section.ts'),
    render: ({ workplace, palette, experiment, pinned, hidden }) =>
      html`<singular-section
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .experiment=${experiment}
        .pinned=${pinned}
      ></singular-section>`,
  },
  {
    name: 'eigenvalues',
    label: say`Eigenvalues`,
    about: 'Where one matrix sends every direction: of the weights, or of a step along the trajectory.',
    load: () => import('./eigenvalues_section.ts'),
    render: ({ workplace, palette, experiment, pinned, hidden }) =>
      html`<eigenvalues-section
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .experiment=${experiment}
        .pinned=${pinned}
      ></eigenvalues-section>`,
  },
  {
    name: 'parameters',
    label: say`Parameters`,
    about: 'What each step of the sequence adds to the gradient of the recurrent weights.',
    load: () => import('./sensitivity_section.ts'),
    render: ({ workplace, palette, experiment, pinned, hidden }) =>
      html`<sensitivity-section
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .experiment=${experiment}
        .pinned=${pinned}
      ></sensitivity-section>`,
  },
  {
    name: 'settling',
    label: say`Settling`,
    about:
      'What the dynamics settle into: fixed points, cycles, quasi-periodic orbits or chaos; under an input, whether the start is forgotten.',
    load: () => import('./settling_section.ts'),
    render: ({ workplace, palette, experiment, pinned, hidden }) =>
      html`<settling-section
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .experiment=${experiment}
        .pinned=${pinned}
      ></settling-section>`,
  },
] as const satisfies readonly SectionRow[];

export type SectionName = (typeof sections)[number]['name'];

/** The section of a name; the first where there is none of that name. */
export function sectionNamed(name: string): SectionName {
  return sections.find((section) => section.name === name)?.name ?? sections[0].name;
}
