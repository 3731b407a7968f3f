/** A whole model: what ails it, its gradient at every layer, direction and step, and what was read of its file. */
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Diagnosis, TrainingSaid } from '../../analysis/diagnosis/rule.ts';
import type { LayerAnalysis } from '../../analysis/model_analysis.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldTable, givenSteps } from '../../experiment/fields.ts';
import { arrayFileEndings } from '../../files/array_formats.ts';
import { diagnosisJson } from '../../files/diagnosis_json.ts';
import { modelJson } from '../../files/model_json.ts';
import { version } from '../../files/version.ts';
import { weightFileEndings } from '../../files/weight_formats.ts';
import { kindFields } from '../../networks/given/ungated_kind.ts';
import type { Alteration } from '../../networks/model/altered.ts';
import type { Agreement } from '../../session/agreement.ts';
import { type Example, exampleNamed, exampleNames } from '../../session/example.ts';
import { type Changes, type ModelSettings, OwnModel, type ShownModel } from '../../session/model.ts';
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
import { embedding } from '../embedding.ts';
import { ArrayEvent, ChangeEvent, ModelEvent, ResultEvent } from '../events.ts';
import { FragmentController, sectionIn, viewIn } from '../fragment.ts';
import { count, fileSize } from '../numbers.ts';
import { isLeftBehind } from '../page_history.ts';
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
  /** Files of whoever has embedded it. */
  #given: readonly File[] = [];
  /** What has been told to whoever has embedded it. */
  #told: ShownModel | undefined;
  /** Whether a person has changed how it is measured since the link was written. */
  #isMeant = false;
  /** On a phone what is found comes first, and settings are folded. */
  readonly #unfolded = !matchMedia('(max-width: 800px)').matches;

  constructor() {
    super();
    new FragmentController(this, this.#followLink);
    new SessionController(this, () => this.#session);
  }

  override updated(): void {
    if (embedding) this.#tellResult();
    if (viewIn(location.hash) !== 'model') return;
    const part = writeModelAddress(this.#session.settings);
    const isMeant = this.#isMeant;
    this.#isMeant = false;
    this.dispatchEvent(new ModelEvent(part === '' ? '#model' : `#model/${part}`, isMeant));
  }

  /** Whoever has embedded it hears of the numbers of what came from there, or with the page, and again after a change: a reader's own file is the reader's. */
  #tellResult(): void {
    const { shown, isExample } = this.#session;
    if (!shown?.analysis || shown === this.#told) return;
    if (!isExample && !this.#given.includes(shown.request.file)) return;
    this.#told = shown;
    this.dispatchEvent(
      new ResultEvent((format) => {
        const what = format === 'json' ? 'analysis' : format;
        if (what !== 'analysis' && what !== 'diagnosis') return undefined;
        const text = textOf(shown, what);
        return text === undefined
          ? undefined
          : Promise.resolve(new Blob([text], { type: 'application/json' }));
      }),
    );
  }

  /** A link's settings; a fragment that says none is only the view that is asked for, unless one has gone back to it. */
  readonly #followLink = (): void => {
    const isAsked = viewIn(location.hash) === 'model';
    const part = isAsked ? sectionIn(location.hash) : '';
    const example = exampleNames.find((name) => part === `example=${name}`);
    if (example) {
      this.training = undefined;
      void this.#session.fetch(exampleNamed(example));
      return;
    }
    const asks = part !== '' || (isAsked && isLeftBehind());
    if (!asks) this.requestUpdate();
    if (!asks || part === writeModelAddress(this.#session.settings)) return;
    const { settings, notices } = readModelAddress(part);
    this.notices = notices;
    void this.#session.take(settings);
  };

  /** Whether a model or a training is open in it. */
  get holdsFile(): boolean {
    return this.#session.shown !== undefined || this.training !== undefined;
  }

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

  /** The fragment of a link that holds the model that is shown; empty where none does. */
  get #fragment(): string {
    const { shown, settings, isExample } = this.#session;
    if (!shown || !isExample || writeModelAddress(settings) !== '') return '';
    return `#model/example=${shown.request.file.name.replace(/\.\w+$/, '')}`;
  }

  /** Opens files of whoever has embedded it, as if they had been dropped here. */
  give(files: readonly File[]): void {
    this.#given = files;
    this.#open(files);
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
      <h3>What it takes, and what it needs</h3>
      <ul class="takes">
        <li>
          The weights of a model, alone: a state dict or a whole file of PyTorch, Keras, ONNX, Flax, Haiku, MLX or Equinox, as
          ${weightFileEndings.join(', ')}. An index and its shards go together.
        </li>
        <li>
          Beside them, once they are read, and only if you have them: inputs, initial states and ∂L/∂output, as
          ${arrayFileEndings.join(', ')}. Without inputs, normal ones are drawn.
        </li>
        <li>
          A training step that <code>examples/pytorch/capture.py</code> has written (.npz) needs nothing beside it: weights, inputs and gradients
          are in it, and what is found here is held against them.
        </li>
        <li>A folder, or several files at once, is one training: a file an update.</li>
      </ul>
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
        @training-change=${({ detail: training }: CustomEvent<TrainingSaid | undefined>) => this.#change({ training })}
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
                @click=${() => this.#change({ loss })}>
                ${losses[loss]}
              </button>`,
          )}
        </span>
      </div>
      ${fieldControl(givenSteps, draft)} ${kinds.map((field) => fieldControl(field, draft))}
      <model-arrays
        .shown=${shown}
        .settings=${settings}
        @batch-change=${({ detail }: CustomEvent<BatchChange>) => this.#change(detail)}
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
        @quantity-change=${({ detail }: CustomEvent<number>) => this.#alter({ factor: detail })}
        @dblclick=${() => this.#alter({ factor: 1 })}
      ></quantity-field>
      ${
        first.cell === 'lstm'
          ? html`<quantity-field
              label="Forget bias +"
              .limits=${shiftLimits}
              .value=${forgetShift}
              @quantity-change=${({ detail }: CustomEvent<number>) => this.#alter({ forgetShift: detail })}
              @dblclick=${() => this.#alter({ forgetShift: 0 })}
            ></quantity-field>`
          : nothing
      }
    </details>`;
  }

  #read({ read }: ShownModel) {
    return html`<details class="read" ?open=${this.#unfolded}>
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
        <p>${name === '' ? '' : `${name}: `}${words} · ${sizeWords(request)}</p>
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
        .fragment=${this.#fragment}
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
      .fragment=${this.#fragment}
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

  #download(shown: ShownModel, what: 'analysis' | 'diagnosis') {
    const { name, request } = shown;
    const text = textOf(shown, what);
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
    this.#change({
      ...(steps !== undefined && { steps }),
      ...(seed !== undefined && { seed }),
      ...(Object.keys(kind).length > 0 && { kind: { ...this.#session.settings.kind, ...kind } }),
    });
  };

  #change(change: Changes<ModelSettings>): void {
    this.#isMeant = true;
    void this.#session.change(change);
  }

  #alter(change: Partial<Alteration>): void {
    this.#isMeant = true;
    void this.#session.alter(change);
  }

  readonly #onArray = (event: Event): void => {
    event.stopPropagation();
    if (event instanceof ArrayEvent) void this.#session.give({ [event.array]: event.file });
  };
}

/** A file of it; undefined where it was diagnosed without being measured. */
function textOf(
  { words, read, findings, analysis, batched, request }: ShownModel,
  what: 'analysis' | 'diagnosis',
): string | undefined {
  if (what === 'analysis') return analysis && modelJson(analysis, batched, read);
  const model = { file: request.file.name, layers: words, path: request.file.name };
  const phase = analysis?.layers[0]?.phase;
  return diagnosisJson([{ model, read, phase, findings, gone: undefined }]);
}

/** How far a captured step is the framework’s own; nothing is said of what was not recorded. */
function agreementOn({ analysis }: ShownModel): Agreement | undefined {
  const check = analysis?.check;
  return check && check.gradients.length > 0 ? { state: 'recorded', check } : undefined;
}

/** How large the file is, or all that it names together. */
function sizeWords({ file, beside = [] }: ShownModel['request']): string {
  const size = fileSize([file, ...beside].reduce((sum, each) => sum + each.size, 0));
  return beside.length === 0 ? size : `${size} in ${count(1 + beside.length)} files`;
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
