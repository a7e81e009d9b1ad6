import type { ReactNode } from 'react';
import { ChannelMention, DateText, GroupMention, Link, UserMention } from './mentions.tsx';
import { type Inline, type Paragraph, parseMrkdwn } from './mrkdwn.ts';
import { sequence } from './sequence.ts';

/** A mrkdwn text. */
export function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }) {
  return <div className="mrkdwn">{sequence(parseMrkdwn(text, { verbatim }), renderParagraph)}</div>;
}

function renderParagraph({ type, children }: Paragraph): ReactNode {
  if (type === 'pre') return <pre>{sequence(children, renderInline)}</pre>;
  if (type === 'quote') return <blockquote>{sequence(children, renderInline)}</blockquote>;
  return <p>{sequence(children, renderInline)}</p>;
}

function renderInline(node: Inline): ReactNode {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'emoji':
      return <Emoji name={node.name} unicode={node.unicode} />;
    case 'bold':
      return <strong>{sequence(node.children, renderInline)}</strong>;
    case 'italic':
      return <em>{sequence(node.children, renderInline)}</em>;
    case 'strike':
      return <s>{sequence(node.children, renderInline)}</s>;
    case 'code':
      return <code>{sequence(node.children, renderInline)}</code>;
    case 'link':
      return <Link url={node.url}>{sequence(node.children, renderInline)}</Link>;
    case 'user':
      return <UserMention id={node.id} />;
    case 'usergroup':
      return <GroupMention id={node.id} label={node.label} />;
    case 'channel':
      return <ChannelMention id={node.id} label={node.label} />;
    case 'channelName':
      return <ChannelMention name={node.name} />;
    case 'broadcast':
      return <span className="mention broadcast">@{node.range}</span>;
    case 'date':
      return <DateText {...node} />;
  }
}

/** An emoji that screen readers call by its short name. */
export function Emoji({ name, unicode }: { name: string; unicode: string }) {
  return (
    <span className="emoji" role="img" aria-label={`${name} emoji`} title={`:${name}:`}>
      {unicode}
    </span>
  );
}
