/** What a person's own network reads: its own sequence, with arrays that are given or drawn, or that of the random ones. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ArrayName } from '../../networks/given/array_names.ts';
import type { LayerSummary } from '../../networks/given/layer_summary.ts';
import type { Given } from '../../session/given.ts';
import { arrayWords } from '../array_words.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import './array_chooser.ts';

/** @fires array-give - An array is to be given, or taken away. */
@customElement('given-sequence')
export class GivenSequenceElement extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        margin-top: 10px;
        font-size: 13px;
      }
      h3 {
        margin: 0 0 4px;
        font-size: 12px;
        font-weight: 600;
      }
      .segments {
        display: flex;
      }
      .segments button {
        flex: auto;
        padding: 0 6px;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 10px;
        margin: 4px 0 0;
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        overflow: hidden;
        text-align: right;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) given: Given | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.given);
  }

  override render() {
    const { given } = this;
    const layer = given?.layer;
    if (!given || !layer) return nothing;
    const own = given.drive === 'own';
    return html`
      <h3 id="reads">The sequence that it reads</h3>
      <span class="segments" role="group" aria-labelledby="reads">
        <button aria-pressed=${own} @click=${() => given.driveBy('own')}>
          its own
        </button>
        <button
          aria-pressed=${!own}
          title="Start, warm-up and inputs as the random networks have them"
          @click=${() => given.driveBy('random')}
        >
          the random ones’
        </button>
      </span>
      ${own ? html`<dl>${given.takes.map((name) => this.#row(name, given, layer))}</dl>` : nothing}
    `;
  }

  #row(name: ArrayName, { arrays }: Given, layer: LayerSummary) {
    const { label, inText, shape, unlessGiven } = arrayWords[name];
    const array = arrays[name];
    const what = array ? `${array.shape.join(' × ')} · ${array.name}` : unlessGiven(layer);
    return html`
      <dt>${label}</dt>
      <dd title=${what}>${what}</dd>
      <dd>
        <array-chooser name=${name} what=${inText} shape=${shape} ?given=${array !== undefined}></array-chooser>
      </dd>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'given-sequence': GivenSequenceElement;
  }
}
