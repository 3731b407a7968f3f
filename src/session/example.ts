/** A network that came with the page, and the sequence that it reads. */

/** Where its files are. */
export interface Example {
  readonly weights: URL;
  readonly inputs: URL;
}

/** What comes with the page: an RNN that names the first of forty letters, before and after it had learnt to. */
export const exampleNames = ['first_letter_before', 'first_letter_after'] as const;

/** Where the files of one of them are, beside a page. */
export function exampleNamed(name: (typeof exampleNames)[number]): Example {
  return {
    weights: new URL(`examples/${name}.safetensors`, document.baseURI),
    inputs: new URL('examples/first_letter_inputs.npy', document.baseURI),
  };
}

/** Its files; a sentence where they are not to be had. */
export async function fetchedExample({
  weights,
  inputs,
}: Example): Promise<
  { readonly weights: File; readonly inputs: File } | { readonly file: string; readonly refusal: string }
> {
  const [file, array] = await Promise.all([fetched(weights), fetched(inputs)]);
  if (file && array) return { weights: file, inputs: array };
  return {
    file: nameOf(weights),
    refusal: 'The example could not be loaded: is the page still being served?',
  };
}

function nameOf({ pathname }: URL): string {
  return pathname.replace(/.*\//, '');
}

async function fetched(address: URL): Promise<File | undefined> {
  const content = await fetch(address)
    .then((response) => (response.ok ? response.blob() : undefined))
    .catch(() => undefined);
  return content && new File([content], nameOf(address));
}
