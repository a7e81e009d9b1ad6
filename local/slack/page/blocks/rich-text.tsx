import type { RichTextBlock, RichTextBlockElement, RichTextElement, RichTextList } from '@slack/types';
import type { ReactNode } from 'react';
import { emojiOf } from '../emoji.ts';
import { ChannelMention, DateText, GroupMention, Link, UserMention } from '../mentions.tsx';
import { Emoji } from '../mrkdwn-view.tsx';
import { sequence } from '../sequence.ts';

/** A rich text block. */
export function RichText({ block }: { block: RichTextBlock }) {
  return <div className="rich-text">{sequence(block.elements, renderElement)}</div>;
}

function renderElement(element: RichTextBlockElement): ReactNode {
  switch (element.type) {
    case 'rich_text_section':
      return <p>{sequence(element.elements, renderStyled)}</p>;
    case 'rich_text_quote':
      return <blockquote>{sequence(element.elements, renderStyled)}</blockquote>;
    case 'rich_text_preformatted':
      return <pre>{sequence(element.elements, renderStyled)}</pre>;
    case 'rich_text_list':
      return <List list={element} />;
  }
}

function List({ list }: { list: RichTextList }) {
  const items = sequence(list.elements, (item) => <li>{sequence(item.elements, renderStyled)}</li>);
  const className = `indent-${Math.min(list.indent ?? 0, 8)}`;
  return list.style === 'ordered' ? <ol className={className}>{items}</ol> : <ul className={className}>{items}</ul>;
}

function renderStyled(element: RichTextElement): ReactNode {
  const { bold, italic, strike, code, underline } = element.style ?? {};
  let node = renderText(element);
  if (code === true) node = <code>{node}</code>;
  if (underline === true) node = <u>{node}</u>;
  if (strike === true) node = <s>{node}</s>;
  if (italic === true) node = <em>{node}</em>;
  return bold === true ? <strong>{node}</strong> : node;
}

function renderText(element: RichTextElement): ReactNode {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return <Link url={element.url}>{element.text ?? element.url}</Link>;
    case 'user':
      return <UserMention id={element.user_id} />;
    case 'usergroup':
      return <GroupMention id={element.usergroup_id} label={null} />;
    case 'team':
      return <span className="mention">@{element.team_id}</span>;
    case 'channel':
      return <ChannelMention id={element.channel_id} label={null} />;
    case 'broadcast':
      return <span className="mention broadcast">@{element.range}</span>;
    case 'emoji':
      return renderEmoji(element.name);
    case 'date':
      return (
        <DateText
          timestamp={element.timestamp}
          format={element.format}
          url={element.url ?? null}
          fallback={element.fallback ?? ''}
        />
      );
    case 'color':
      return <span>{element.value}</span>;
  }
}

function renderEmoji(name: string): ReactNode {
  const unicode = emojiOf(name);
  return unicode === null ? `:${name}:` : <Emoji name={name} unicode={unicode} />;
}
