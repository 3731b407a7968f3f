/** A whole model: what ails it, its gradient at every layer, direction and step, and what was read of its file. */
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Diagnosis, TrainingSaid } from '../../analysis/diagnosis/rule.ts';
import type { LayerAnalysis } from '../../analysis/model_analysis.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldTable, givenSteps } from '../../experiment/fields.ts';
import { diagnosisJson } from '../../files/diagnosis_json.ts';
import { modelJson } from '../../files/model_json.ts';
import { version } from '../../files/version.ts';
import { kindFields } from '../../networks/given/ungated_kind.ts';
import type { Agreement } from '../../session/agreement.ts';
import type { Example } from '../../session/example.ts';
import { OwnModel, type ShownModel } from '../../session/model.ts';
import {
  factorLimits,
  readModelAddress,
  shiftLimits,
  writeModelAddress,
} from '../../session/model_address.ts';
import type { ChosenFolder } from '../../session/training.ts';
import { Workplace } from '../../session/workplace.ts';
import type { Told } from '../charts/picture.ts';
import { fieldControl } from '../controls/field_control.ts';
import '../controls/quantity_field.ts';
import { download } from '../download.ts';
import { ArrayEvent, ChangeEvent } from '../events.ts';
import { sectionIn, viewIn } from '../fragment.ts';
import { count } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import './given_network_opener.ts';
import './given_offer.ts';
import type { OfferAnswer } from './given_offer.ts';
import './layers_map.ts';
import './model_arrays.ts';
import type { BatchChange } from './model_arrays.ts';
import './model_findings.ts';
import './model_layer.ts';
import { modelStyles } from './model_styles.ts';
import { layersTable } from './model_tables.ts';
import './model_training.ts';
import './start_adviser.ts';
import './training_line.ts';

const losses = { last: 'last time', every: 'all times' } as const;

@customElement('model-view')
export class ModelView extends LitElement {
  static override styles = [sharedStyles, progressStyles, modelStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  /** Where it is measured. */
  @property({ attribute: false }) workplace = new Workplace();

  /** The layer that is looked at from close by, once one is picked; before that the worst finding's, or the first. */
  @state() private picked: Pick<LayerAnalysis, 'name' | 'direction'> | undefined;
  /** A training that is looked at in place of a model. */
  @state() private training: ChosenFolder | undefined;
  /** What of a link was not understood. */
  @state() private notices: readonly string[] = [];

  #model: OwnModel | undefined;
  /** On a phone what is found comes first, and settings are folded. */
  readonly #unfolded = !matchMedia('(max-width: 800px)').matches;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#followLink);
    this.#followLink();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#followLink);
  }

  override updated(): void {
    if (viewIn(location.hash) !== 'model') return;
    const part = writeModelAddress(this.#session.settings);
    const hash = part === '' ? '#model' : `#model/${part}`;
    if (hash !== location.hash) history.replaceState(null, '', location.search + hash);
  }

  /** A link's settings; a fragment that says none is only the view that is asked for. */
  readonly #followLink = (): void => {
    const part = viewIn(location.hash) === 'model' ? sectionIn(location.hash) : '';
    if (part === '') this.requestUpdate();
    if (part === '' || part === writeModelAddress(this.#session.settings)) return;
    const { settings, notices } = readModelAddress(part);
    this.notices = notices;
    void this.#session.take(settings);
  };

  get #session(): OwnModel {
    this.#model ??= new OwnModel(this.workplace);
    return this.#model;
  }

  override render() {
    const session = this.#session;
    const { shown } = session;
    return html`
      <aside @experiment-change=${this.#onChange} @array-give=${this.#onArray}>
        <given-network-opener
          heading="Your own trained model"
          invitation="Drop a model to see what ails it"
          .opening=${session.underWay}
          .takes=${shown && !shown.captured ? (['inputs', 'cotangent'] as const) : []}
          ?brief=${shown !== undefined}
          folders
          @example-open=${({ detail }: CustomEvent<Example>) => {
            this.training = undefined;
            void session.fetch(detail);
          }}
          @file-open=${({ detail }: CustomEvent<readonly File[]>) => this.#open(detail)}
          @folder-open=${({ detail }: CustomEvent<ChosenFolder>) => {
            this.training = detail;
          }}
        ></given-network-opener>
        <given-offer
          ?hidden=${!session.offer}
          .offer=${session.offer}
          .kept=${shown?.request.file.name ?? ''}
          @offer-answer=${({ detail }: CustomEvent<OfferAnswer>) => session.answer(detail.answers, kindIn(detail.change))}
          @offer-dismiss=${() => session.dismiss()}
        ></given-offer>
        ${this.notices.map((notice) => html`<p role="status">${notice}</p>`)}
        ${
          shown && !this.training
            ? [this.#settings(shown), shown.analysis ? this.#altered(shown) : nothing, this.#read(shown)]
            : nothing
        }
      </aside>
      <div class="found">
        ${this.training ? this.#line(this.training) : [this.#progress(), shown ? this.#found(shown) : this.#empty()]}
      </div>
    `;
  }

  /** One model, or, of several files without an index, a training. */
  #open(files: readonly File[]): void {
    const one = files.length === 1 || files.some(({ name }) => name.endsWith('.json'));
    this.training = one ? undefined : { name: `${count(files.length)} files`, files };
    if (one) void this.#session.open(files);
  }

  #line(folder: ChosenFolder) {
    return html`<training-line
      .palette=${this.palette}
      .workplace=${this.workplace}
      .folder=${folder}
      @file-open=${({ detail }: CustomEvent<readonly File[]>) => this.#open(detail)}
    ></training-line>`;
  }

  #empty() {
    return html`<h2 class="title">What ails your model?</h2>
      <p>
        A recurrent model that does not learn, or turns NaN: every layer and direction of it is run here on a sequence and
        its gradient followed back through every step, in float64, where none is lost. What is wrong is said, worst first,
        with what to write instead.
      </p>
      <start-adviser .workplace=${this.workplace}></start-adviser>`;
  }

  /** How far it is; said aloud at the end only. */
  #progress() {
    const { state, done, total, underWay } = this.#session;
    if (state !== 'running' && state !== 'stopped') return nothing;
    const running = state === 'running';
    const far = total > 0 ? `${count(done)} of ${count(total)} layers × steps` : 'reading the file';
    return html`<div class="progress">
      <progress aria-label="Layers × steps of ${underWay}" max=${total || 1} value=${done}></progress>
      <span aria-live=${running ? 'off' : 'polite'}>${
        running ? far : html`Stopped.${this.#session.shown ? ' What is shown was measured before.' : ''}`
      }</span>
      ${running ? html`<button class="button" @click=${() => this.#session.stop()}>Stop</button>` : nothing}
    </div>`;
  }

  #settings(shown: ShownModel) {
    const { settings } = this.#session;
    const training = html`<model-training
        .said=${settings.training}
        @training-change=${({ detail: training }: CustomEvent<TrainingSaid | undefined>) => this.#session.change({ training })}
      ></model-training>`;
    // What was read and asked is the captured step’s own.
    if (shown.captured) return training;
    const { first, request, analysis } = shown;
    const { inputs, cotangent } = request;
    const steps = settings.steps ?? Math.max(0, ...(analysis?.layers.map((layer) => layer.steps) ?? []));
    const draft: Experiment = {
      ...{ ...defaultExperiment, cell: first.cell, ...first.said, ...settings.kind },
      ...{ seed: settings.seed, ...(steps > 0 && { steps }) },
    };
    const kinds = kindFields.filter(({ key }) => key !== 'cell');
    return html`<details ?open=${this.#unfolded}>
      <summary><h2>How it is measured</h2></summary>
      <div class="setting">
        <span id="loss">Loss: outputs of</span>
        <span class="segments" role="group" aria-labelledby="loss">
          ${(['last', 'every'] as const).map(
            (loss) =>
              html`<button
                aria-pressed=${!cotangent && settings.loss === loss}
                ?disabled=${cotangent !== undefined}
                @click=${() => this.#session.change({ loss })}>
                ${losses[loss]}
              </button>`,
          )}
        </span>
      </div>
      ${fieldControl(givenSteps, draft)} ${kinds.map((field) => fieldControl(field, draft))}
      <model-arrays
        .shown=${shown}
        .settings=${settings}
        @batch-change=${({ detail }: CustomEvent<BatchChange>) => this.#session.change(detail)}
      ></model-arrays>
      ${inputs ? nothing : fieldControl(fieldTable.seed, draft)}
      ${training}
    </details>`;
  }

  /** What a cure would do, live. */
  #altered({ first }: ShownModel) {
    const { factor, forgetShift } = this.#session.settings.alteration;
    return html`<details ?open=${this.#unfolded}>
      <summary><h2>As it would be with</h2></summary>
      <quantity-field
        label="W_hh × factor"
        .limits=${factorLimits}
        .value=${factor}
        @quantity-change=${({ detail }: CustomEvent<number>) => this.#session.alter({ factor: detail })}
        @dblclick=${() => this.#session.alter({ factor: 1 })}
      ></quantity-field>
      ${
        first.cell === 'lstm'
          ? html`<quantity-field
              label="Forget bias +"
              .limits=${shiftLimits}
              .value=${forgetShift}
              @quantity-change=${({ detail }: CustomEvent<number>) => this.#session.alter({ forgetShift: detail })}
              @dblclick=${() => this.#session.alter({ forgetShift: 0 })}
            ></quantity-field>`
          : nothing
      }
    </details>`;
  }

  #read({ read }: ShownModel) {
    return html`<details ?open=${this.#unfolded}>
      <summary><h2>What was read</h2></summary>
      <ul>${read.map((sentence) => html`<li>${sentence}</li>`)}</ul>
    </details>`;
  }

  #found(shown: ShownModel) {
    const { name, words, findings, analysis, request } = shown;
    const stale = this.#session.state === 'running' ? 'stale' : '';
    return html`
      <header>
        <h2 class="title">${request.file.name}</h2>
        <p>${name === '' ? '' : `${name}: `}${words}</p>
        <span class="files">
          <button class="button" @click=${() => this.#download(shown, 'diagnosis')}>Diagnosis as JSON</button>
          <button class="button" ?disabled=${!analysis} @click=${() => this.#download(shown, 'analysis')}>
            Numbers as JSON
          </button>
        </span>
      </header>
      <model-findings
        class=${stale}
        .findings=${findings}
        ?mapped=${analysis !== undefined}
        @finding-show=${({ detail }: CustomEvent<Diagnosis>) => this.#show(detail)}
      ></model-findings>
      ${analysis ? this.#measured(shown, analysis.layers, stale) : nothing}
    `;
  }

  #measured(shown: ShownModel, layers: readonly LayerAnalysis[], stale: string) {
    return html`<div class="map">
      <layers-map
        .palette=${this.palette}
        .layers=${layers}
        of="of ${shown.request.file.name}"
        about="Norm of ∂L/∂state; back through the layers is down, back in time is left"
        .agreement=${agreementOn(shown)}
        .told=${() => toldOf(shown)}
        ?stale=${stale !== ''}
        @row-pick=${({ detail }: CustomEvent<number>) => {
          this.picked = layers[detail];
        }}
      ></layers-map>
      <section aria-labelledby="layers" class=${stale}>
        <h2 id="layers">Layers</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Table of layers">
          ${layersTable(layers, this.#focused(shown, layers), (row) => {
            this.picked = layers[row];
          })}
        </div>
      </section>
      ${this.#focus(shown, layers, stale)}
    </div>`;
  }

  /** The row that is looked at from close by. */
  #focused({ findings }: ShownModel, layers: readonly LayerAnalysis[]): number {
    const rowOf = (name?: string, direction?: string) =>
      layers.findIndex((layer) => layer.name === name && layer.direction === direction);
    const picked = rowOf(this.picked?.name, this.picked?.direction);
    const worst = rowOf(findings[0]?.layer, findings[0]?.direction);
    return picked >= 0 ? picked : Math.max(worst, 0);
  }

  #focus(shown: ShownModel, layers: readonly LayerAnalysis[], stale: string) {
    const row = this.#focused(shown, layers);
    return html`<model-layer
      class=${stale}
      .palette=${this.palette}
      .workplace=${this.workplace}
      .layer=${layers[row]}
      .like=${shown.likes?.[row]}
      .told=${() => toldOf(shown)}
    ></model-layer>`;
  }

  /** The row of a finding, at its step or the first. */
  async #show(finding: Diagnosis): Promise<void> {
    const layers = this.#session.shown?.analysis?.layers ?? [];
    const found = layers.find(
      ({ name, direction }) => name === finding.layer && direction === finding.direction,
    );
    if (!found) return;
    this.picked = found;
    await this.renderRoot.querySelector('layers-map')?.show(finding);
  }

  #download(
    { name, words, read, findings, analysis, batched, request }: ShownModel,
    what: 'analysis' | 'diagnosis',
  ) {
    const model = { file: request.file.name, layers: words, path: request.file.name };
    const phase = analysis?.layers[0]?.phase;
    const text =
      what === 'diagnosis'
        ? diagnosisJson([{ model, read, phase, findings, gone: undefined }])
        : analysis && modelJson(analysis, batched, read);
    if (text === undefined) return;
    const stem = `${request.file.name}${name === '' ? '' : `.${name}`}`.replace(/[^\w.-]+/g, '-');
    download(new Blob([text], { type: 'application/json' }), `${stem}.${what}.json`);
  }

  /** Its controls are no experiment's: nothing else is measured anew. */
  readonly #onChange = (event: Event): void => {
    event.stopPropagation();
    if (!(event instanceof ChangeEvent)) return;
    const { steps, seed } = event.change;
    const kind = kindIn(event.change);
    void this.#session.change({
      ...(steps !== undefined && { steps }),
      ...(seed !== undefined && { seed }),
      ...(Object.keys(kind).length > 0 && { kind: { ...this.#session.settings.kind, ...kind } }),
    });
  };

  readonly #onArray = (event: Event): void => {
    event.stopPropagation();
    if (event instanceof ArrayEvent) void this.#session.give({ [event.array]: event.file });
  };
}

/** How far a captured step is the framework’s own; nothing is said of what was not recorded. */
function agreementOn({ analysis }: ShownModel): Agreement | undefined {
  const check = analysis?.check;
  return check && check.gradients.length > 0 ? { state: 'recorded', check } : undefined;
}

/** What of a change is about a cell without gates. */
function kindIn(change: Partial<Experiment>) {
  return Object.fromEntries(
    kindFields.flatMap(({ key }) => (change[key] === undefined ? [] : [[key, change[key]]])),
  );
}

/** What a picture says of it. */
function toldOf({ words, read, request }: ShownModel): Told {
  const file = request.file.name;
  const batch = read.filter((sentence) => /^(Inputs:|Loss:|Not as in the file:)/.test(sentence));
  return {
    words: [`${file}: ${words}`, ...batch, `float64 · Vanishing Point ${version}`],
    entries: { model: file, read: read.join('\n'), version },
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'model-view': ModelView;
  }
}
