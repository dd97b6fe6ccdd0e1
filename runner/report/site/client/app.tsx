/** The frame around every view: navigation, what could not be read, the view itself. */
import { useErrorBoundary, useLayoutEffect, useRef } from 'preact/hooks';
import { views } from '../views/index.ts';
import { hashOf, useRoute } from './route.ts';
import type { Site } from './site.ts';
import { ThemeButton } from './theme.tsx';
import type { View } from './view.ts';

/** The whole page. */
export function App({ site }: { site: Site }) {
  const route = useRoute();
  const view = route.view === '' ? views[0] : views.find(({ name }) => name === route.view);
  const title = view?.title({ site, route }) ?? 'Not found';
  const main = useRef<HTMLElement>(null);
  const place = `${view?.name}/${route.rest}`;
  const first = useRef(place);
  // Together with the page, so that nobody sees it under the title of the last one.
  useLayoutEffect(() => {
    document.title = `${title} · kconform`;
  }, [title]);
  useLayoutEffect(() => {
    // Who follows a link to another page starts at its beginning, with the keyboard too.
    if (first.current === place) return;
    first.current = '';
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <>
      <header class="bar">
        <a class="skip" href={location.hash} onClick={(event) => skip(event, main.current)}>
          Skip to content
        </a>
        <a class="brand" href={hashOf(views[0]!.name)}>
          kconform
        </a>
        <nav aria-label="Site">
          <ul>
            {views
              .filter(({ menu, offered }) => menu !== undefined && offered?.(site) !== false)
              .map(({ name, menu }) => (
                <li key={name}>
                  <a href={hashOf(name)} aria-current={name === view?.name ? 'page' : undefined}>
                    {menu}
                  </a>
                </li>
              ))}
          </ul>
        </nav>
        <ThemeButton />
      </header>
      <main ref={main} tabIndex={-1} class={`view-${view?.name ?? 'none'}`}>
        <Losses site={site} />
        {view === undefined ? <NotFound /> : <Shown key={place} view={view} site={site} route={route} />}
      </main>
    </>
  );
}

function skip(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

/** One view; an error in it leaves the rest of the page usable. */
function Shown({ view, site, route }: { view: View; site: Site; route: ReturnType<typeof useRoute> }) {
  const [error] = useErrorBoundary((error) => console.error(error));
  if (error !== undefined) return <Problem error={error as Error} />;
  return <view.Page site={site} route={route} />;
}

function NotFound() {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        The address may be of another version. <a href={hashOf(views[0]!.name)}>Go to the matrix</a>
      </p>
    </>
  );
}

/** Something that could not be shown. */
export function Problem({ error }: { error: Error }) {
  return (
    <p class="problem" role="alert">
      {error.message}
    </p>
  );
}

function Losses({ site }: { site: Site }) {
  const losses = site.runs.flatMap(({ name, lost }) => lost.map((what) => `${name}: ${what}`));
  if (losses.length === 0) return null;
  return (
    <section class="problem" aria-label="What could not be read">
      <p>Some of the results could not be read:</p>
      <ul>
        {losses.map((loss) => (
          <li key={loss}>{loss}</li>
        ))}
      </ul>
    </section>
  );
}
