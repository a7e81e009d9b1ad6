import type { TableBlock } from '@slack/types';
import { sequence } from '../sequence.ts';
import { RichText } from './rich-text.tsx';

type Cell = TableBlock['rows'][number][number];
type ColumnSettings = NonNullable<TableBlock['column_settings']>[number];

/** A table whose first row is the heading. */
export function TableView({ block }: { block: TableBlock }) {
  const [head = [], ...rows] = block.rows;
  const className = (column: number) => classOf(block.column_settings?.[column] ?? undefined);
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            {sequence(head, (cell, column) => (
              <th scope="col" className={className(column)}>
                {renderCell(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sequence(rows, (row) => (
            <tr>
              {sequence(row, (cell, column) => (
                <td className={className(column)}>{renderCell(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf(settings: ColumnSettings | undefined): string {
  return `align-${settings?.align ?? 'left'} ${settings?.is_wrapped === true ? 'wrapped' : ''}`;
}

function renderCell(cell: Cell) {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : cell.text;
}
