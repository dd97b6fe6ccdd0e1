/** What a view is. */
import type { ComponentType } from 'preact';
import type { Route } from './route.ts';
import type { Site } from './site.ts';

/** What every view is given. */
export interface ViewProps {
  site: Site;
  route: Route;
}

/** One kind of page; it stands in `views/index.ts`, and its code and its style in `views/NAME.tsx` and `views/NAME.css`. */
export interface View {
  /** First part of its addresses: `#/NAME/…`. */
  name: string;
  /** Its name in the navigation; none for views that only others link to. */
  menu?: string;
  /** Is there anything to show? Otherwise it is left out of the navigation. */
  offered?(site: Site): boolean;
  /** Title of the document. */
  title(props: ViewProps): string;
  Page: ComponentType<ViewProps>;
}
