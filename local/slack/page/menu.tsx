import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Popover } from './popover.tsx';

/** One entry of a menu. */
export interface MenuItem {
  key: string;
  label: string;
  detail?: string;
  onSelect: () => void;
}

interface MenuProps {
  /** The button's name for those who do not see its picture. */
  label: string;
  /** What stands on the button. */
  children: ReactNode;
  className: string;
  align: 'start' | 'end';
  items: readonly MenuItem[];
  /** Shown in place of entries when there are none. */
  empty?: string;
  heading?: string;
  busy?: boolean;
}

/** A button that opens a menu: arrow keys move, Enter selects, Escape closes. */
export function Menu({ label, children, className, align, items, empty, heading, busy = false }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-busy={busy}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <Popover anchor={button} align={align} className="menu" onDismiss={() => setOpen(false)}>
          {heading !== undefined && <div className="menu-heading">{heading}</div>}
          <MenuList id={id} label={label} items={items} close={close} />
          {items.length === 0 && <div className="menu-empty">{empty}</div>}
        </Popover>
      )}
    </>
  );
}

function MenuList({
  id,
  label,
  items,
  close,
}: {
  id: string;
  label: string;
  items: readonly MenuItem[];
  close: () => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('button')?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key === 'ArrowDown') move(list.current, 1);
    else if (event.key === 'ArrowUp') move(list.current, -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={list} id={id} role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          role="menuitem"
          onClick={() => {
            close();
            item.onSelect();
          }}
        >
          {item.label}
          {item.detail !== undefined && <span className="menu-detail">{item.detail}</span>}
        </button>
      ))}
    </div>
  );
}

function move(list: HTMLElement | null, by: number) {
  const buttons: Element[] = [...(list?.querySelectorAll('button') ?? [])];
  const at = document.activeElement === null ? -1 : buttons.indexOf(document.activeElement);
  const next = buttons.at((at + by) % buttons.length);
  if (next instanceof HTMLElement) next.focus();
}
