/** Files of arrays by their endings: what the page knows of them beforehand. */
export const arrayFileEndings = ['.npy', '.npz', '.csv'] as const;
