/** Takes a file of weights: from a button, or dropped anywhere on the page while the explorer is looked at. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { arrayFileEndings } from '../../files/array_formats.ts';
import { weightFileEndings } from '../../files/weight_formats.ts';
import { say } from '../../language/say.ts';
import type { ArrayName } from '../../networks/given/array_names.ts';
import { type Example, exampleNamed, exampleNames } from '../../session/example.ts';
import type { ChosenFolder } from '../../session/training.ts';
import { arrayWords } from '../array_words.ts';
import { ArrayEvent } from '../events.ts';
import { capitalised } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';

/** Files that come with the page, and their buttons. */
const exampleWords = {
  first_letter_before: 'before training',
  first_letter_after: 'after training',
} as const;

/**
 * @fires example-open - A network that came with the page is asked for: where its files are is the event's `detail`.
 * @fires file-open - Files are chosen or dropped, one or an index and its shards: the event's `detail`, a list.
 * @fires folder-open - A folder is chosen or dropped: its name and its files are the event's `detail`.
 * @fires array-give - A file is dropped as an array of the network that is there.
 */
@customElement('given-network-opener')
export class GivenNetworkOpener extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      @media print {
        :host {
          display: none;
        }
      }
      h2 {
        margin: 0 0 6px;
        font-size: 12px;
        font-weight: 600;
      }
      p {
        margin: 6px 0 0;
        color: var(--muted);
        font-size: 12px;
        line-height: 1.4;
      }
      h2 + .button,
      .folder {
        width: 100%;
      }
      .folder {
        margin-top: 6px;
      }
      .examples {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 4px 6px;
      }
      .examples span {
        grid-column: 1 / -1;
      }
      .overlay {
        position: fixed;
        inset: 12px;
        z-index: 9;
        display: grid;
        grid-auto-rows: 1fr;
        gap: 8px;
        border-radius: 14px;
        background: color-mix(in srgb, var(--surface) 90%, transparent);
      }
      .overlay div {
        display: grid;
        place-content: center;
        gap: 6px;
        padding: 8px;
        border: 2px dashed var(--accent);
        border-radius: 14px;
        text-align: center;
        font-size: 20px;
        font-weight: 600;
      }
      .overlay div.at {
        background: color-mix(in srgb, var(--accent) 18%, var(--surface));
      }
      .overlay span {
        color: var(--soft);
        font-size: 14px;
        font-weight: 400;
      }
    `,
  ];

  @property() heading = 'Your own trained network';
  /** What dropping a first file is for. */
  @property() invitation = 'Drop a network to see where it sits';
  /** Name of a file that is being read. */
  @property() opening = '';
  /** Whether there is a network already, and nothing left to explain. */
  @property({ type: Boolean }) brief = false;
  /** Whether a folder of captures or checkpoints may be given. */
  @property({ type: Boolean }) folders = false;
  /** The arrays that the network that is there may be given. */
  @property({ attribute: false }) takes: readonly ArrayName[] = [];

  /** What of the files that were dropped is not taken, a sentence. */
  @state() private leftAside = '';
  @state() private over = false;
  /** What the file would be taken as, where it is held. */
  @state() private at = '';

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('dragover', this.#onDragOver);
    addEventListener('dragleave', this.#onDragLeave);
    addEventListener('drop', this.#onDrop);
    addEventListener('pointermove', this.#onPointer);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('dragover', this.#onDragOver);
    removeEventListener('dragleave', this.#onDragLeave);
    removeEventListener('drop', this.#onDrop);
    removeEventListener('pointermove', this.#onPointer);
  }

  override render() {
    return html`
      <h2>${this.heading}</h2>
      <button class="button" @click=${() => this.renderRoot.querySelector<HTMLInputElement>('#file')?.click()}>Your network…</button>
      ${this.folders ? this.#folderButton() : nothing}
      <input
        id="file"
        type="file"
        hidden
        multiple
        aria-label="File of weights"
        accept=${weightFileEndings.join(',')}
        @change=${this.#onChoose}
      />
      <p class="examples">
        <span>Or an RNN that names the first of 40 letters:</span>
        ${exampleNames.map(
          (name) =>
            html`<button class="button" @click=${() => this.#takeExample(exampleNamed(name))}>${exampleWords[name]}</button>`,
        )}
      </p>
      <p role="alert" ?hidden=${!this.leftAside}>${this.leftAside}</p>
      <p aria-live="polite" ?hidden=${!this.opening}>Reading ${this.opening}…</p>
      ${
        this.brief
          ? nothing
          : html`<p>
              Or drop it here: an RNN, GRU or LSTM of PyTorch, Keras, ONNX, Flax, Haiku, MLX or Equinox, or its
              matrix, as ${weightFileEndings.join(', ')}. It never leaves this machine.
            </p>`
      }
      ${this.over ? this.#overlay() : nothing}
    `;
  }

  /** A training is a folder, or several files at once. */
  #folderButton() {
    return html`<button
        class="button folder"
        @click=${() => this.renderRoot.querySelector<HTMLInputElement>('#folder')?.click()}
      >
        A folder of one training…
      </button>
      <input
        id="folder"
        type="file"
        hidden
        webkitdirectory
        aria-label="Folder of captures or checkpoints"
        @change=${this.#onChooseFolder}
      />`;
  }

  /** Where a file may be dropped: what it is meant as is said by where. */
  #overlay() {
    return html`<div class="overlay">
      <div data-as="network" class=${this.at === 'network' ? 'at' : ''}>
        ${this.brief ? 'Another network' : this.invitation}
        <span>${weightFileEndings.join(', ')}: nothing leaves this machine</span>
      </div>
      ${this.takes.map(
        (name) => html`<div data-as=${name} class=${this.at === name ? 'at' : ''}>
          ${capitalised(arrayWords[name].inText)}
          <span>${arrayWords[name].shape} as ${arrayFileEndings.join(', ')}, for the network that is here</span>
        </div>`,
      )}
    </div>`;
  }

  #takeExample(detail: Example): void {
    this.dispatchEvent(new CustomEvent('example-open', { detail }));
  }

  /** @param files none where a person gave up choosing */
  #take(files: FileList | null | undefined): void {
    this.leftAside = '';
    const detail = [...(files ?? [])];
    if (detail.length > 0) this.dispatchEvent(new CustomEvent('file-open', { detail }));
  }

  readonly #onChoose = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    this.#take(currentTarget.files);
    // The same file again is a choice too.
    currentTarget.value = '';
  };

  readonly #onChooseFolder = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    const files = [...(currentTarget.files ?? [])];
    const [name = ''] = files[0]?.webkitRelativePath.split('/') ?? [];
    // Of folders in it nothing is read.
    const own = files.filter(({ webkitRelativePath }) => webkitRelativePath.split('/').length === 2);
    if (files.length > 0) this.#takeFolder({ name, files: own });
    currentTarget.value = '';
  };

  #takeFolder(detail: ChosenFolder): void {
    this.dispatchEvent(new CustomEvent('folder-open', { detail }));
  }

  readonly #onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files') || !this.checkVisibility()) return;
    // Without this the browser would leave the page for the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.over = true;
    this.at = meantBy(event);
  };

  /** Leaving the window, as opposed to one element for another. */
  readonly #onDragLeave = ({ relatedTarget }: DragEvent): void => {
    if (relatedTarget === null) this.over = false;
  };

  /** While something is dragged no pointer moves: it was let go of elsewhere, which not every browser tells. */
  readonly #onPointer = (): void => {
    this.over = false;
  };

  readonly #onDrop = (event: DragEvent): void => {
    if (!this.over) return;
    event.preventDefault();
    this.over = false;
    const folder = this.folders ? folderIn(event.dataTransfer) : undefined;
    if (folder) {
      void filesIn(folder).then((files) => this.#takeFolder({ name: folder.name, files }));
      return;
    }
    const files = event.dataTransfer?.files;
    const file = files?.[0];
    const array = this.takes.find((name) => name === meantBy(event));
    if (!array || !file) {
      this.#take(files);
      return;
    }
    const [, ...others] = [...files].map(({ name }) => name);
    this.leftAside =
      others.length === 0
        ? ''
        : `${capitalised(arrayWords[array].inText)}: one file. ${file.name} is read, ${others.join(', ')} ${others.length === 1 ? say`is` : say`are`} left aside.`;
    this.dispatchEvent(new ArrayEvent(array, file));
  };
}

/** The folder that is dropped; undefined where files are. */
function folderIn(dropped: DataTransfer | null): FileSystemDirectoryEntry | undefined {
  const entries = [...(dropped?.items ?? [])].map((item) => item.webkitGetAsEntry());
  return entries.find((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory ?? false);
}

/** Its files; what cannot be read is left aside, and so are folders in it. */
async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    // A hundred come at a time, and none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (entries.length === 0) return files;
    for (const entry of entries) {
      if (!isFile(entry)) continue;
      const file = await new Promise<File | undefined>((resolve) =>
        entry.file(resolve, () => resolve(undefined)),
      );
      if (file) files.push(file);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** What a file is meant as by the place where it is held; empty where that says nothing. */
function meantBy(event: DragEvent): string {
  const place = event.composedPath().find((at) => at instanceof HTMLElement && 'as' in at.dataset);
  return place instanceof HTMLElement ? (place.dataset.as ?? '') : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'given-network-opener': GivenNetworkOpener;
  }
}
