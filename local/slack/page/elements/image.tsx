import type { ImageElement as Image } from '@slack/types';
import { safeUrl } from '../reference.ts';

/** A picture by web address; its alternative text where it cannot be shown. */
export function ImageElement({ element }: { element: Image }) {
  const url = safeUrl('image_url' in element ? element.image_url : '');
  if (url === null) return <span className="image-missing">{element.alt_text}</span>;
  return <img src={url} alt={element.alt_text} />;
}
