import type { KnownBlock } from '@slack/types';
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { closeView, submitView } from './api.ts';
import { readBlocks, type Slot } from './blockkit.ts';
import { Blocks } from './blocks/blocks.tsx';
import { Dialog } from './dialog.tsx';
import { useDirectory } from './directory.tsx';
import { emojify } from './emoji.ts';
import type { PageView } from './protocol.ts';
import { type Surface, SurfaceProvider, useNewSurface } from './surface.tsx';
import { validate } from './validation.ts';
import { stateValues } from './values.ts';

/** The modal stack. Only the topmost view is seen; what was typed in those below is kept. */
export function Modals({ views, children }: { views: readonly PageView[]; children: ReactNode }) {
  return views.map((view, index) => {
    const isTop = index === views.length - 1;
    return (
      <Modal key={view.id} view={view} shown={isTop}>
        {isTop && children}
      </Modal>
    );
  });
}

function Modal({ view, shown, children }: { view: PageView; shown: boolean; children: ReactNode }) {
  const user = useDirectory().me.id;
  const blocks = useMemo(() => readBlocks(view.blocks), [view.blocks]);
  const form = useForm(view, blocks);
  const title = emojify(view.title);
  const [closing, setClosing] = useState(false);
  const close = (all: boolean) => {
    if (closing) return;
    setClosing(true);
    closeView(user, view.id, all)
      .catch((error: unknown) => form.fail(error))
      .finally(() => setClosing(false));
  };
  return (
    <Dialog title={title} className="modal" shown={shown} onClose={() => close(false)}>
      <ModalHeader title={title} onDismiss={() => close(true)} />
      {children}
      <form
        ref={form.element}
        noValidate={true}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <div className="dialog-body">
          <SurfaceProvider value={form.surface}>
            <Blocks blocks={blocks} />
          </SurfaceProvider>
        </div>
        {form.failure !== null && (
          <div className="dialog-failure" role="alert">
            {form.failure}
          </div>
        )}
        <footer className="dialog-footer">
          <button type="button" className="button" onClick={() => close(false)}>
            {emojify(view.close ?? 'Close')}
          </button>
          {view.submit !== null && <SubmitButton label={emojify(view.submit)} busy={form.busy} />}
        </footer>
      </form>
    </Dialog>
  );
}

function ModalHeader({ title, onDismiss }: { title: string; onDismiss: () => void }) {
  return (
    <header className="dialog-header">
      <h2>{title}</h2>
      <button type="button" className="dialog-x" aria-label="Dismiss dialog" onClick={onDismiss}>
        ×
      </button>
    </header>
  );
}

function SubmitButton({ label, busy }: { label: string; busy: boolean }) {
  return (
    <button type="submit" className={`button primary ${busy ? 'busy' : ''}`} aria-busy={busy} aria-disabled={busy}>
      {label}
    </button>
  );
}

/** A function that puts errors beside their fields and leads to the first of them. */
function useComplaint(form: RefObject<HTMLFormElement | null>, setErrors: (errors: Record<string, string>) => void) {
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (attempt > 0) form.current?.querySelector<HTMLElement>('.invalid :is(input, textarea)')?.focus();
  }, [attempt, form]);
  return (errors: Record<string, string>) => {
    setErrors(errors);
    setAttempt((before) => before + 1);
  };
}

/** The errors but one block's; the same object when that block has none. */
function without(errors: Readonly<Record<string, string>>, blockId: string): Readonly<Record<string, string>> {
  if (!(blockId in errors)) return errors;
  const { [blockId]: _gone, ...rest } = errors;
  return rest;
}

interface Form {
  element: RefObject<HTMLFormElement | null>;
  surface: Surface;
  busy: boolean;
  /** Said above the buttons when the app did not answer. */
  failure: string | null;
  submit: () => void;
  fail: (error: unknown) => void;
}

/** A view's fields, what is wrong with them, and how they are submitted. An error goes when its field is changed. */
function useForm(view: PageView, blocks: readonly KnownBlock[]): Form {
  const user = useDirectory().me.id;
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const clearError = ({ blockId }: Slot) => setErrors((before) => without(before, blockId));
  const surface = useNewSurface({ type: 'view', viewId: view.id }, blocks, errors, clearError);

  const element = useRef<HTMLFormElement>(null);
  const complain = useComplaint(element, setErrors);

  const fail = (error: unknown) => {
    console.warn('The view was not taken.', error);
    setFailure('We had some trouble connecting. Try again?');
  };
  const submit = async () => {
    const wrong = validate(blocks, surface.values);
    complain(wrong);
    setFailure(null);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      const answer = await submitView({ user, viewId: view.id, values: stateValues(surface.values, blocks) });
      complain(answer.errors ?? {});
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    element,
    surface,
    busy,
    failure,
    fail,
    submit: () => {
      if (!busy) void submit();
    },
  };
}
