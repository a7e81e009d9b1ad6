import type { KnownBlock } from '@slack/types';
import { plainText } from '../text.tsx';
import { ActionsView } from './actions.tsx';
import { ContextView } from './context.tsx';
import { ImageView } from './image.tsx';
import { InputView } from './input.tsx';
import { RichText } from './rich-text.tsx';
import { SectionView } from './section.tsx';
import { TableView } from './table.tsx';

/** The blocks of a message or view, inside a `SurfaceProvider`. */
export function Blocks({ blocks }: { blocks: readonly KnownBlock[] }) {
  return (
    <div className="blocks">
      {blocks.map((block) => (
        <div key={block.block_id} className={`block block-${block.type}`} data-block-id={block.block_id}>
          <BlockView block={block} />
        </div>
      ))}
    </div>
  );
}

function BlockView({ block }: { block: KnownBlock }) {
  switch (block.type) {
    case 'section':
      return <SectionView block={block} />;
    case 'header':
      return <h3>{plainText(block.text)}</h3>;
    case 'divider':
      return <hr />;
    case 'context':
      return <ContextView block={block} />;
    case 'actions':
      return <ActionsView block={block} />;
    case 'input':
      return <InputView block={block} />;
    case 'image':
      return <ImageView block={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    case 'table':
      return <TableView block={block} />;
    default:
      return <em className="unsupported">This page does not show blocks of type {block.type}.</em>;
  }
}
