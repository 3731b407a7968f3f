/** The script beside the page that other pages load: it knows `<vanishing-figure>`, and is a widget for notebooks. */
import { VanishingFigure } from './figure/vanishing_figure.ts';
import { render } from './figure/widget.ts';

if (!customElements.get('vanishing-figure')) customElements.define('vanishing-figure', VanishingFigure);

export { VanishingFigure };

/** What anywidget asks of a module (https://anywidget.dev/en/afm/). */
export default { render };
