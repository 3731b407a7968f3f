/** The engines that a terminal has: those that need no browser. */
import { type Engine, type EngineName, engineNames } from '../engines/engine.ts';
import { ReferenceEngine } from '../engines/reference/engine.ts';
import { WasmEngine } from '../engines/wasm/engine.ts';
import { parseChoice } from '../experiment/fields.ts';
import { UsageError } from './usage_error.ts';

const openers: Partial<Record<EngineName, () => Promise<Engine>>> = {
  // No network is measured twice in a command: its matrix need not be kept.
  wasm: () => WasmEngine.open({ budget: 0 }),
  reference: async () => new ReferenceEngine(),
};

/** What `--engine auto` stands for: the fastest of them. */
const best: EngineName = 'wasm';

/** Their names. */
export const nodeEngineNames = engineNames.filter((name) => openers[name] !== undefined);

/**
 * The engine that a person names.
 * @throws {FieldError} where there is none of that name.
 * @throws {UsageError} where it needs a browser.
 */
export function engineNamed(text: string): EngineName {
  const choice = parseChoice('--engine', ['auto', ...engineNames], text);
  const name = choice === 'auto' ? best : choice;
  if (openers[name]) return name;
  throw new UsageError(
    `--engine ${name} needs a browser: open the page for it; a terminal has auto, ${nodeEngineNames.join(', ')}`,
  );
}

/** Opens an engine of {@link nodeEngineNames}. */
export async function openNodeEngine(name: EngineName): Promise<Engine> {
  const open = openers[name];
  if (!open) throw new RangeError(`There is no ${name} engine in a terminal.`);
  return open();
}
