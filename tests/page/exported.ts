/** What the explorer's file says, asked for within the page: any browser can do so. */

/** An expression for the text of the file that the explorer makes, once its sweep is complete. */
export const exported = `(async () => {
  const root = document.querySelector('vanishing-point');
  const later = () => new Promise((resolve) => setTimeout(resolve, 50));
  while (root?.getAttribute('state') !== 'complete') await later();
  const made = new Promise((resolve) => {
    const before = URL.createObjectURL;
    URL.createObjectURL = (file) => (resolve(file), (URL.createObjectURL = before), before.call(URL, file));
  });
  const buttonsIn = (node) => [...node.querySelectorAll('*')].flatMap((one) =>
    one.localName === 'button' ? [one] : one.shadowRoot ? buttonsIn(one.shadowRoot) : []);
  const find = () => buttonsIn(root.shadowRoot).find((one) => /^\\s*Download JSON\\s*$/.test(one.ariaLabel ?? one.textContent));
  while (!find() || find().disabled) await later();
  find().click();
  return (await made).text();
})()`;

/** What such a file says that depends on nothing but the experiment and the engine's arithmetic. */
export function numbersIn(file: unknown) {
  const { experiment, engine, networks, time } = JSON.parse(String(file));
  return { experiment, engine: engine.name, device: engine.device, networks, time };
}
