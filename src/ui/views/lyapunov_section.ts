/** Lyapunov spectra of an experiment's networks. */
import { html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { Workplace } from '../../session/workplace.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';

@customElement('lyapunov-section')
export class LyapunovSection extends LitElement {
  static override styles = [sharedStyles];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  @property({ attribute: false }) pinned: number | undefined;

  override render() {
    return html``;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lyapunov-section': LyapunovSection;
  }
}
