import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { parseCommand, type SlashCommand, suggestCommands } from './commands.ts';
import { Menu, type MenuItem } from './menu.tsx';

interface ComposerProps {
  /** Shown in the empty field, e.g. `Message #retail-data`. */
  placeholder: string;
  commands: readonly SlashCommand[];
  shortcuts: readonly MenuItem[];
  onMessage: (text: string) => void;
  onCommand: (command: string, text: string) => void;
}

/** The field for messages and slash commands: Enter sends, Shift+Enter starts a line, Tab completes a command. */
export function Composer({ placeholder, commands, shortcuts, onMessage, onCommand }: ComposerProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const list = useSuggestions(text, commands, (command) => {
    setText(`${command} `);
    field.current?.focus();
  });
  const send = () => {
    const parsed = parseCommand(text);
    if (text.trim() === '') return;
    setText('');
    if (parsed === null) onMessage(text.trim());
    else onCommand(parsed.command, parsed.text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (list.onKeyDown(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className="composer">
      {list.found.length > 0 && <CommandList {...list} />}
      <textarea
        ref={field}
        aria-label={placeholder}
        placeholder={placeholder}
        rows={Math.min(8, text.split('\n').length)}
        value={text}
        aria-controls={list.found.length > 0 ? list.id : undefined}
        aria-autocomplete="list"
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <ComposerBar shortcuts={shortcuts} canSend={text.trim() !== ''} onSend={send} />
    </div>
  );
}

function ComposerBar(props: { shortcuts: readonly MenuItem[]; canSend: boolean; onSend: () => void }) {
  return (
    <div className="composer-bar">
      <Menu
        label="Shortcuts"
        className="round"
        align="start"
        items={props.shortcuts}
        heading="Shortcuts"
        empty="The app has no shortcuts."
      >
        ⚡
      </Menu>
      <span className="composer-help">
        <kbd>/</kbd> for commands · <kbd>Enter</kbd> to send
      </span>
      <button type="button" className="send" aria-label="Send now" disabled={!props.canSend} onClick={props.onSend}>
        ➤
      </button>
    </div>
  );
}

interface Suggested {
  id: string;
  found: readonly SlashCommand[];
  active: number;
  choose: (command: string) => void;
}

function CommandList({ id, found, active, choose }: Suggested) {
  return (
    <div id={id} className="command-list" role="listbox" tabIndex={-1} aria-label="Commands">
      {found.map((command, index) => (
        <div
          key={command.command}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(command.command)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') choose(command.command);
          }}
        >
          <strong>{command.command}</strong> <span className="usage">{command.usageHint}</span>
          <span className="menu-detail">{command.description}</span>
        </div>
      ))}
    </div>
  );
}

/** The commands that complete what is typed; `onKeyDown` answers whether it used the key. */
function useSuggestions(text: string, commands: readonly SlashCommand[], choose: (command: string) => void) {
  const id = useId();
  const [activeAt, setActiveAt] = useState(0);
  const [hiddenFor, setHiddenFor] = useState<string | null>(null);
  const found = hiddenFor === text ? [] : suggestCommands(text, commands);
  const active = Math.min(activeAt, found.length - 1);
  const onKeyDown = ({ key }: KeyboardEvent): boolean => {
    const current = found[active];
    if (current === undefined) return false;
    if (key === 'Tab' || (key === 'Enter' && current.command !== text.trim())) choose(current.command);
    else if (key === 'Escape') setHiddenFor(text);
    else if (key === 'ArrowDown') setActiveAt((active + 1) % found.length);
    else if (key === 'ArrowUp') setActiveAt((active + found.length - 1) % found.length);
    else return false;
    return true;
  };
  return { id, found, active, choose, onKeyDown };
}
