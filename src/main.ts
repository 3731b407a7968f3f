/** The page starts here: all of it, or one figure alone, where a link asks for that. */
import { embedding, isOfChapter } from './ui/embedding.ts';
import './ui/one_stop.ts';
import './ui/shell/vanishing_point.ts';

const isLesson = embedding !== undefined && isOfChapter(embedding, location.hash);
const page = document.createElement(isLesson ? 'embedded-figure' : 'vanishing-point');
document.body.prepend(page);
if (embedding)
  Promise.all([
    import('./figure/in_frame.ts').then(({ speakOf }) => speakOf(page)),
    isLesson && import('./lessons/embedded_figure.ts'),
  ]).catch((error: unknown) => {
    console.warn(error);
    document.body.append(
      'The figure could not be loaded: is the page still being served? Reload to try again.',
    );
  });
// A while after everything else. What this machine itself serves needs no copy, which would stand in the way of the next page
// at the same port.
if (navigator.serviceWorker && !/^(localhost|127\..*|\[::1\])$/.test(location.hostname)) {
  addEventListener('load', () =>
    setTimeout(
      () => import('./ui/shell/offline.ts').then(({ keepForLater }) => keepForLater()).catch(() => {}),
      5000,
    ),
  );
}
