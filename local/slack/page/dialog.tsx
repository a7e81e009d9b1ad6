import { type ReactNode, useEffect, useRef } from 'react';

interface DialogProps {
  title: string;
  className: string;
  /** Escape was pressed. */
  onClose: () => void;
  /** False keeps the dialog's state while another one stands in front of it. */
  shown?: boolean;
  children: ReactNode;
}

/** A modal dialog in the browser's top layer: the page behind it is out of reach; the first field has the focus. */
export function Dialog({ title, className, onClose, shown = true, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null || !shown) return;
    element.showModal();
    const first = element.querySelector<HTMLElement>('.dialog-body :is(input, textarea):not([type="hidden"])');
    (first ?? element.querySelector<HTMLElement>('.dialog-footer button:last-child'))?.focus();
    return () => element.close();
  }, [shown]);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={title}
      aria-modal="true"
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
    </dialog>
  );
}
