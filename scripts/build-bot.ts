import { buildBot } from './build/bot.ts';

/** `npm run build:bot`: the bot, in dist/bot; `npm run bot` and `npm start` do it first. */
await buildBot();
