import { createElement, Fragment, type ReactNode } from 'react';

/** The items rendered one after the other, told apart by position: for what has no identity, such as words of a text. */
export function sequence<T>(items: readonly T[], render: (item: T, index: number) => ReactNode): ReactNode {
  return createElement(Fragment, null, ...items.map(render));
}
