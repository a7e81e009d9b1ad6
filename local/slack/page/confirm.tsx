import type { ConfirmationDialog } from '@slack/types';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { plainText, Text } from './text.tsx';

interface Question {
  confirm: ConfirmationDialog;
  then: () => void;
}

/** `ask` runs its second argument at once, or after the element's confirmation dialog was agreed to. */
export function useConfirm(): {
  ask: (confirm: ConfirmationDialog | undefined, then: () => void) => void;
  dialog: ReactNode;
} {
  const [question, setQuestion] = useState<Question | null>(null);
  const close = () => setQuestion(null);
  return {
    ask: (confirm, then) => (confirm === undefined ? then() : setQuestion({ confirm, then })),
    dialog: question !== null && (
      <ConfirmDialog
        confirm={question.confirm}
        onClose={close}
        onConfirm={() => {
          close();
          question.then();
        }}
      />
    ),
  };
}

function ConfirmDialog(props: { confirm: ConfirmationDialog; onClose: () => void; onConfirm: () => void }) {
  const { confirm, onClose, onConfirm } = props;
  const title = confirm.title === undefined ? 'Are you sure?' : plainText(confirm.title);
  return (
    <Dialog title={title} className="confirm" onClose={onClose}>
      <header className="dialog-header">
        <h2>{title}</h2>
      </header>
      <div className="dialog-body">
        <Text text={confirm.text} />
      </div>
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={onClose}>
          {confirm.deny === undefined ? 'Cancel' : plainText(confirm.deny)}
        </button>
        <button type="button" className={`button ${confirm.style ?? 'primary'}`} onClick={onConfirm}>
          {confirm.confirm === undefined ? 'Yes' : plainText(confirm.confirm)}
        </button>
      </footer>
    </Dialog>
  );
}
