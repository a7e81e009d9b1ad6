import type { ImageBlock } from '@slack/types';
import { ImageElement } from '../elements/image.tsx';
import { plainText } from '../text.tsx';

/** A picture under its title. */
export function ImageView({ block }: { block: ImageBlock }) {
  return (
    <figure>
      {block.title !== undefined && <figcaption>{plainText(block.title)}</figcaption>}
      <ImageElement element={block} />
    </figure>
  );
}
