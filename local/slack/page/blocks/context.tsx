import type { ContextBlock } from '@slack/types';
import { ImageElement } from '../elements/image.tsx';
import { sequence } from '../sequence.ts';
import { Text } from '../text.tsx';

/** Small grey texts and pictures in one line. */
export function ContextView({ block }: { block: ContextBlock }) {
  return sequence(block.elements, (element) =>
    element.type === 'image' ? <ImageElement element={element} /> : <Text text={element} />,
  );
}
