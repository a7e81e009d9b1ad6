import { useCallback, useState } from 'react';

/** Something the workspace itself tells the person. */
export interface Notice {
  id: number;
  text: string;
}

/** More than these would hide the page. */
const MOST = 4;

/** The notices that stand, newest last, each once; one stays until it is put away. */
export function useNotices() {
  const [notices, setNotices] = useState<{ next: number; list: Notice[] }>({ next: 1, list: [] });
  const add = useCallback((text: string) => setNotices((before) => withNotice(before, text)), []);
  const dismiss = useCallback(
    (id: number) => setNotices(({ next, list }) => ({ next, list: list.filter((notice) => notice.id !== id) })),
    [],
  );
  const forget = useCallback(
    (text: string) => setNotices(({ next, list }) => ({ next, list: list.filter((notice) => notice.text !== text) })),
    [],
  );
  return { list: notices.list, add, dismiss, forget };
}

function withNotice(before: { next: number; list: Notice[] }, text: string) {
  if (before.list.some((notice) => notice.text === text)) return before;
  return { next: before.next + 1, list: [...before.list, { id: before.next, text }].slice(-MOST) };
}

/** Notices over the page or, while one is open, in the dialog. */
export function Notices({ list, onDismiss }: { list: readonly Notice[]; onDismiss: (id: number) => void }) {
  return (
    <div className="notices" role="status">
      {list.map((notice) => (
        <div key={notice.id} className="notice">
          <span>{notice.text}</span>
          <button type="button" aria-label="Dismiss" onClick={() => onDismiss(notice.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
