/** Places that a command writes to, tried before anything is reckoned for them: only the file system knows what it takes. */
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { UsageError } from './usage_error.ts';

/** What a file or folder is called before it is whole. */
export function partOf(path: string): string {
  // Not `join`, which takes `link/..` for nothing: the file system goes where the link leads.
  return `${dirname(path)}/.${basename(path)}.${process.pid}.part`;
}

/**
 * Refuses a file that could not be written, before anything is measured for it.
 * @throws {UsageError} where its folder does not exist, or takes no such file, or it is a folder itself.
 */
export async function requirePlaceFor(path: string, flag = 'out'): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory())
    throw new UsageError(`--${flag} needs a folder that exists; ${dirname(path)} is none`);
  const present = await stat(path).catch(() => undefined);
  if (present?.isDirectory()) throw new UsageError(`--${flag} must name a file; ${path} is a folder`);
  await tried({ flag, path, kind: 'file' }, () => withPart(path, async () => {}));
}

/**
 * Refuses a folder that is not empty, or could not be made, before anything is learnt for it. One that is there stays itself.
 * @throws {UsageError}
 */
export async function requireEmptyFolder(path: string): Promise<void> {
  const around = await stat(dirname(path)).catch(() => undefined);
  if (!around?.isDirectory())
    throw new UsageError(`--save needs a folder to make its own in; ${dirname(path)} is none`);
  const present = await stat(path).catch(() => undefined);
  if (present && !present.isDirectory()) throw new UsageError(`--save must name a folder; ${path} is a file`);
  if (present && (await readdir(path)).length > 0)
    throw new UsageError(`--save needs a folder that is empty, or is not there yet; ${path} has files in it`);
  await tried({ flag: 'save', path, kind: 'folder' }, async () => {
    const part = partOf(path);
    // What a process of the same number may have left when it was killed.
    await rm(part, { recursive: true, force: true });
    // One that is there will give way, which a place where a disk is mounted does not: away, and back.
    await (present ? rename(path, part) : mkdir(part));
    await (present ? rename(part, path) : rmdir(part));
  });
}

/** What a flag names. */
export interface Named {
  readonly flag: string;
  readonly path: string;
}

/**
 * Refuses one place for two things, however it is spelt.
 * @param files there is a place for each, as for the folder
 * @throws {UsageError} where two are the same, or a file is in the folder
 */
export async function requireApart(files: readonly Named[], folder?: Named): Promise<void> {
  const all = folder ? [...files, folder] : files;
  for (const [i, later] of all.entries()) {
    for (const earlier of all.slice(0, i)) {
      if (await isSamePlace(earlier.path, later.path))
        throw new UsageError(
          `--${later.flag} must name another place than --${earlier.flag}; ${later.path} is the same: say another`,
        );
    }
  }
  for (const { flag, path } of folder ? files : []) {
    if (folder && (await isSameFile(dirname(path), folder.path)))
      throw new UsageError(
        `--${folder.flag} needs a folder of its own; --${flag} ${path} is in it: say another`,
      );
  }
}

/** Whether what is written to one path would be at the other: links and capitals are the file system's to judge. */
function isSamePlace(path: string, other: string): Promise<boolean> {
  return withPart(path, () => isSameFile(partOf(path), partOf(other)));
}

async function isSameFile(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all(
    [path, other].map((each) => stat(each, { bigint: true }).catch(() => undefined)),
  );
  return one !== undefined && one.dev === two?.dev && one.ino === two.ino;
}

/** Whatever `during` comes to while there is an empty file of what `path` is called before it is whole. */
async function withPart<Value>(path: string, during: () => Promise<Value>): Promise<Value> {
  const part = partOf(path);
  await (await open(part, 'w')).close();
  try {
    return await during();
  } finally {
    await rm(part, { force: true });
  }
}

/** @throws {UsageError} where the file system refuses */
async function tried(
  { flag, path, kind }: Named & { readonly kind: 'file' | 'folder' },
  trial: () => Promise<void>,
): Promise<void> {
  try {
    await trial();
  } catch (error) {
    throw new UsageError(
      `--${flag} needs a place where a ${kind} can be made; ${path} is none: ${reasonOf(error)}; say another`,
    );
  }
}

/** Why file systems refuse, by the names of their errors. */
const reasons = new Map<unknown, string>([
  ['EACCES', 'you may not write there'],
  ['EPERM', 'you may not write there'],
  ['EROFS', 'what is there can only be read'],
  ['ENOSPC', 'the disk is full'],
  ['EBUSY', 'it is in use, or a disk is mounted there'],
  ['ENAMETOOLONG', 'its name is too long'],
]);

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  return reasons.get(code) ?? `the system refuses (${code})`;
}
