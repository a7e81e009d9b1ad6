import type { BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';

/** What Bolt hands to the listener of a button. */
export type ButtonClick = SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
