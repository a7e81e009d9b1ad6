import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';

const GAP_PX = 4;

interface PopoverProps {
  /** What the panel stands under, or above when there is no room. */
  anchor: RefObject<HTMLElement | null>;
  /** `stretch` makes the panel as wide as the anchor; `end` aligns their right edges. */
  align: 'stretch' | 'start' | 'end';
  className: string;
  onDismiss: () => void;
  children: ReactNode;
}

/** A panel over everything else, open dialogs included; a press elsewhere dismisses it, one inside leaves the focus. */
export function Popover({ anchor, align, className, onDismiss, children }: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null);
  const dismiss = useRef(onDismiss);
  dismiss.current = onDismiss;

  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return;
    element.showPopover();
    const move = () => place(element, anchor.current, align);
    const sizes = new ResizeObserver(move);
    sizes.observe(element);
    if (anchor.current !== null) sizes.observe(anchor.current);
    const keepFocus = (event: MouseEvent) => event.preventDefault();
    const onPress = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!element.contains(target) && anchor.current?.contains(target) !== true) dismiss.current();
    };
    move();
    element.addEventListener('mousedown', keepFocus);
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('scroll', move, true);
    window.addEventListener('resize', move);
    return () => {
      sizes.disconnect();
      element.removeEventListener('mousedown', keepFocus);
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('scroll', move, true);
      window.removeEventListener('resize', move);
    };
  }, [anchor, align]);

  return (
    <div ref={panel} popover="manual" className={`popover ${className}`}>
      {children}
    </div>
  );
}

function place(panel: HTMLElement, anchor: HTMLElement | null, align: PopoverProps['align']) {
  if (anchor === null) return;
  const box = anchor.getBoundingClientRect();
  if (align === 'stretch') panel.style.width = `${box.width}px`;
  const below = window.innerHeight - box.bottom - 2 * GAP_PX;
  const above = box.top - 2 * GAP_PX;
  const upwards = panel.scrollHeight > below && above > below;
  panel.style.maxHeight = `${Math.min(320, upwards ? above : below)}px`;
  const left = align === 'end' ? box.right - panel.offsetWidth : box.left;
  panel.style.left = `${Math.max(GAP_PX, Math.min(left, window.innerWidth - panel.offsetWidth - GAP_PX))}px`;
  panel.style.top = `${upwards ? box.top - GAP_PX - panel.offsetHeight : box.bottom + GAP_PX}px`;
}
